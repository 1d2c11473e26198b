import { NotFound } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';

/**
 * Returns the stages of `--full-refresh`, in the pipeline's order.
 *
 * @param value - names, separated by commas; true: every stage
 * @throws NotFound if the pipeline has no such stage
 */
export function refreshed({ name, stages }: Pipeline, value: string | true | undefined): string[] {
  if (value === undefined) return [];
  const known = stages.map((stage) => stage.name);
  if (value === true) return known;
  const named = value.split(',').map((each) => each.trim());
  const unknown = named.filter((each) => !known.includes(each));
  if (unknown.length > 0)
    throw new NotFound(`${name} has no stage ${unknown.map((each) => `"${each}"`).join(', ')}`, {
      hint: `Its stages are ${known.join(', ')}.`,
    });
  return known.filter((each) => named.includes(each));
}
