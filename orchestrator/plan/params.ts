import { TerminalError } from '../model/errors.ts';
import type { Param, ParamValue, Pipeline } from '../model/pipeline.ts';
import { fromText, isOfType } from './param-type.ts';

/**
 * The parameters of a run: what it was given, and defaults for the rest.
 *
 * @param given - texts are read as the type that the pipeline declares
 * @throws TerminalError naming every parameter that is unknown, missing, or not of its type or choices
 */
export function runParams(
  pipeline: Pick<Pipeline, 'name' | 'params'>,
  given: Readonly<Record<string, ParamValue>>,
): Record<string, ParamValue> {
  const known = Object.keys(pipeline.params);
  const list = known.length > 0 ? `Its parameters are ${known.join(', ')}.` : 'It has none.';
  const faults = Object.keys(given)
    .filter((name) => !Object.hasOwn(pipeline.params, name))
    .map((name) => ({ message: `there is no parameter ${name}`, mend: list }));
  const params: [string, ParamValue][] = [];
  for (const [name, param] of Object.entries(pipeline.params)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const read = value === undefined ? param.default : accepted(param, value);
    if (read !== null) params.push([name, read]);
    else
      faults.push({
        message: value === undefined ? `${name} has no default` : refusal(name, param, value),
        mend: `Give --param ${name}=${example(param)}.`,
      });
  }
  if (faults.length === 0) return Object.fromEntries(params);
  throw new TerminalError(`${pipeline.name}: ${faults.map(({ message }) => message).join('; ')}`, {
    mend: [...new Set(faults.map(({ mend }) => mend))].join(' '),
  });
}

function accepted(param: Param, value: ParamValue): ParamValue | null {
  const read = typeof value === 'string' ? fromText(param.type, value) : value;
  if (read === null || !isOfType(param.type, read)) return null;
  return param.choices.length === 0 || param.choices.includes(read) ? read : null;
}

function refusal(name: string, { type, choices }: Param, value: ParamValue): string {
  const wanted = choices.length > 0 ? `one of ${choices.join(', ')}` : `of type ${type}`;
  return `${name} must be ${wanted}, not ${value}`;
}

const EXAMPLES = {
  string: 'text',
  integer: '5',
  number: '0.5',
  boolean: 'true',
  date: '2026-01-31',
} as const;

function example({ type, choices }: Param): string {
  return String(choices[0] ?? EXAMPLES[type]);
}
