import type { Pipeline } from '../model/pipeline.ts';
import { NotFound } from './exit-code.ts';

/**
 * The stages that `--full-refresh` names, in the pipeline's order.
 *
 * @param given - names parted by commas; true: every stage
 * @throws NotFound where the pipeline has no such stage
 */
export function refreshed({ name, stages }: Pipeline, given: string | true | undefined): string[] {
  if (given === undefined) return [];
  const known = stages.map((stage) => stage.name);
  if (given === true) return known;
  const named = given.split(',').map((each) => each.trim());
  const lost = named.filter((each) => !known.includes(each));
  if (lost.length > 0)
    throw new NotFound(`${name} has no stage ${lost.map((each) => `"${each}"`).join(', ')}`, {
      mend: `Its stages are ${known.join(', ')}.`,
    });
  return known.filter((each) => named.includes(each));
}
