/** Reads options' values; what is wrong with one ends the command with a line that says so. */
import { InvalidArgumentError } from 'commander';
import { lapse } from '../plan/schema/quantities.ts';

/** A whole number from 1. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1.');
}

/** A whole number, as a priority may be. */
export function integer(text: string): number {
  if (/^-?\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}

/** `key=value`, gathered; the value may hold `=` and may be empty. */
export function param(text: string, before: Record<string, string>): Record<string, string> {
  const [, key, value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('Give key=value.');
  if (Object.hasOwn(before, key)) throw new InvalidArgumentError(`${key} has been given already.`);
  return { ...before, [key]: value };
}

/** An option that may be given again. */
export function each(text: string, before: string[]): string[] {
  return [...before, text];
}

/** `30m`, `1d` -> seconds. */
export function span(text: string): number {
  const seconds = lapse.safeParse(text).data;
  if (seconds === undefined) throw new InvalidArgumentError('Give a duration, like 1h or 1d.');
  return seconds;
}
