/**
 * Templates: `{{ slot.date }}` within a stage's arguments, parameters and environment. There are variables, and nothing
 * else: no expressions, no escapes.
 */
import { TerminalError } from '../model/errors.ts';
import type { ParamValue, Stage } from '../model/pipeline.ts';
import type { Run } from '../model/run.ts';
import { isoSeconds } from './slots.ts';

/** What a template may name, besides `params.<name>`. */
export const VARIABLES = [
  'run',
  'pipeline',
  'stage',
  'attempt',
  'slot',
  'slot.start',
  'slot.end',
  'slot.date',
] as const;

export interface TemplateContext {
  run: Pick<Run, 'id' | 'pipeline' | 'slot' | 'slotStart' | 'slotEnd' | 'params'>;
  attempt: string;
}

export type FilledStage = Pick<Stage, 'args' | 'params' | 'env'>;

const TEMPLATE = /\{\{\s*(.*?)\s*\}\}/gs;

/** The names in a text's templates; `{{` that nothing closes counts as a name that nothing has. */
export function templateNames(text: string): string[] {
  if (!text.includes('{{')) return [];
  const names = [...text.matchAll(TEMPLATE)].map(([, name = '']) => name);
  return text.replace(TEMPLATE, '').includes('{{') ? [...names, '{{'] : names;
}

/**
 * A text with its templates filled in. A text that is one template, and nothing else, becomes the value itself.
 *
 * @param values - by name, such as `slot.date` and `params.branch`
 * @throws TerminalError where a template names what is not there
 */
export function fill(text: string, values: ReadonlyMap<string, ParamValue>): ParamValue {
  if (!text.includes('{{')) return text;
  const valueOf = (name: string): ParamValue => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new TerminalError(`${text}: there is no ${name} to fill in`, {
      mend: `A template may name ${[...values.keys()].join(', ')}.`,
    });
  };
  const unclosed = templateNames(text).find((name) => name === '{{');
  if (unclosed) valueOf(unclosed);
  const [whole] = text.matchAll(TEMPLATE);
  if (whole?.[0] === text) return valueOf(whole[1] ?? '');
  return text.replace(TEMPLATE, (_, name: string) => String(valueOf(name)));
}

/**
 * What an attempt at a stage is given.
 *
 * @throws TerminalError where a template names what is not there
 */
export function filledStage(
  stage: Pick<Stage, 'name' | 'args' | 'params' | 'env'>,
  context: TemplateContext,
): FilledStage {
  const values = templateValues(stage.name, context);
  const filled = (value: ParamValue) => (typeof value === 'string' ? fill(value, values) : value);
  const each = <From extends ParamValue, To>(record: Record<string, From>, to: (v: From) => To) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
  return {
    args: stage.args.map((arg) => String(filled(arg))),
    params: each(stage.params, filled),
    env: each(stage.env, (value) => String(filled(value))),
  };
}

function templateValues(stage: string, { run, attempt }: TemplateContext): Map<string, ParamValue> {
  const own: Record<(typeof VARIABLES)[number], string> = {
    run: run.id,
    pipeline: run.pipeline,
    stage,
    attempt,
    slot: run.slot,
    'slot.start': isoSeconds(run.slotStart),
    'slot.end': isoSeconds(run.slotEnd),
    'slot.date': isoSeconds(run.slotStart).slice(0, 10),
  };
  const params = Object.entries(run.params).map(([name, value]) => [`params.${name}`, value]);
  return new Map<string, ParamValue>([
    ...Object.entries(own),
    ...(params as [string, ParamValue][]),
  ]);
}
