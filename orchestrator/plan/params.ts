import { TerminalError } from '../model/errors.ts';
import type { Param, ParamValue, Pipeline } from '../model/pipeline.ts';
import { fromText, isOfType } from './param-type.ts';

/**
 * The parameters of a run: its own values, and defaults for the others.
 *
 * @param values - values by name; strings are parsed as the declared type
 * @throws TerminalError that names every parameter that is unknown, missing, of the wrong type, or not one of its
 *   choices
 */
export function runParams(
  pipeline: Pick<Pipeline, 'name' | 'params'>,
  values: Readonly<Record<string, ParamValue>>,
): Record<string, ParamValue> {
  const known = Object.keys(pipeline.params);
  const list =
    known.length > 0 ? `Its parameters are ${known.join(', ')}.` : 'It has no parameters.';
  const faults = Object.keys(values)
    .filter((name) => !Object.hasOwn(pipeline.params, name))
    .map((name) => ({ message: `there is no parameter ${name}`, hint: list }));
  const params: [string, ParamValue][] = [];
  for (const [name, param] of Object.entries(pipeline.params)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const checked = value === undefined ? param.default : parsed(param, value);
    if (checked !== null) params.push([name, checked]);
    else
      faults.push({
        message: value === undefined ? `${name} has no default` : refusal(name, param, value),
        hint: `Give --param ${name}=${example(param)}.`,
      });
  }
  if (faults.length === 0) return Object.fromEntries(params);
  throw new TerminalError(`${pipeline.name}: ${faults.map(({ message }) => message).join('; ')}`, {
    hint: [...new Set(faults.map(({ hint }) => hint))].join(' '),
  });
}

/** The value in its declared type; null if it is not allowed. */
function parsed(param: Param, value: ParamValue): ParamValue | null {
  const typed = typeof value === 'string' ? fromText(param.type, value) : value;
  if (typed === null || !isOfType(param.type, typed)) return null;
  return param.choices.length === 0 || param.choices.includes(typed) ? typed : null;
}

function refusal(name: string, { type, choices }: Param, value: ParamValue): string {
  const expected = choices.length > 0 ? `one of ${choices.join(', ')}` : `of type ${type}`;
  return `${name} must be ${expected}, not ${value}`;
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
