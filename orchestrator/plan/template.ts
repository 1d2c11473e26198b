/**
 * Templates such as `{{ slot.date }}` in a stage's arguments, parameters and environment. They contain variables
 * only: there are no expressions and no escapes.
 */
import { TerminalError } from '../model/errors.ts';
import type { ParamValue, Stage } from '../model/pipeline.ts';
import type { Run } from '../model/run.ts';
import { isoSeconds } from './slot-names.ts';

/** The variables of templates, besides `params.<name>`. */
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

/** The variables that a text's templates name. An unclosed `{{` adds the name `{{`, which no variable has. */
export function templateNames(text: string): string[] {
  if (!text.includes('{{')) return [];
  const names = [...text.matchAll(TEMPLATE)].map(([, name = '']) => name);
  return text.replace(TEMPLATE, '').includes('{{') ? [...names, '{{'] : names;
}

/**
 * Fills in the templates of a text. A text that consists of one template becomes the value itself, with its type.
 *
 * @param values - values of variables, by names such as `slot.date` and `params.branch`
 * @throws TerminalError if a template names an unknown variable
 */
export function fill(text: string, values: ReadonlyMap<string, ParamValue>): ParamValue {
  if (!text.includes('{{')) return text;
  const valueOf = (name: string): ParamValue => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new TerminalError(`${text}: there is no template variable ${name}`, {
      hint: `The variables are ${[...values.keys()].join(', ')}.`,
    });
  };
  const unclosed = templateNames(text).find((name) => name === '{{');
  if (unclosed) valueOf(unclosed);
  const [whole] = text.matchAll(TEMPLATE);
  if (whole?.[0] === text) return valueOf(whole[1] ?? '');
  return text.replace(TEMPLATE, (_, name: string) => String(valueOf(name)));
}

/**
 * Fills in the templates of a stage for one attempt.
 *
 * @throws TerminalError if a template names an unknown variable
 */
export function filledStage(
  stage: Pick<Stage, 'name' | 'args' | 'params' | 'env'>,
  context: TemplateContext,
): FilledStage {
  const values = templateValues(stage.name, context);
  const filled = (value: ParamValue) => (typeof value === 'string' ? fill(value, values) : value);
  const mapped = <From extends ParamValue, To>(record: Record<string, From>, to: (v: From) => To) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
  return {
    args: stage.args.map((arg) => String(filled(arg))),
    params: mapped(stage.params, filled),
    env: mapped(stage.env, (value) => String(filled(value))),
  };
}

function templateValues(stage: string, { run, attempt }: TemplateContext): Map<string, ParamValue> {
  const variables: Record<(typeof VARIABLES)[number], string> = {
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
    ...Object.entries(variables),
    ...(params as [string, ParamValue][]),
  ]);
}
