/** Parsers of options' values. @throws InvalidArgumentError, which ends the command with its line */
import { InvalidArgumentError, Option } from 'commander';
import { lapse } from '../plan/schema/quantities.ts';

/** Parses a whole number from 1. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1.');
}

/** Parses a whole number, negative too, such as a priority. */
export function integer(text: string): number {
  if (/^-?\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}

/** Adds a `key=value` to those before it; the value may hold `=` and may be empty. */
export function param(text: string, before: Record<string, string>): Record<string, string> {
  const [, key, value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('Give key=value.');
  if (Object.hasOwn(before, key)) throw new InvalidArgumentError(`${key} is set twice.`);
  return { ...before, [key]: value };
}

/** Adds a value of a repeatable option to those before it. */
export function each(text: string, before: string[]): string[] {
  return [...before, text];
}

/** Parses a duration: `30m`, `1d` -> seconds. */
export function span(text: string): number {
  const seconds = lapse.safeParse(text).data;
  if (seconds === undefined) throw new InvalidArgumentError('Give a duration, like 1h or 1d.');
  return seconds;
}

/** The option `--param`, gathered into a record. */
export function paramOption(description: string): Option {
  return new Option('-p, --param <key=value>', description).argParser(param).default({}, 'none');
}
