import { NotFound } from '../model/errors.ts';
import type { Store } from '../ports/ports.ts';
import type { Attempt } from '../model/attempt.ts';
import { runNamed } from './find.ts';

/**
 * Returns the attempt with an id; or of a run its open attempt, else the last failed one, else the newest.
 *
 * @throws NotFound
 */
export async function attemptNamed(
  store: Store,
  name: string,
  { stage, attempt: number }: { stage?: string; attempt?: number },
): Promise<Attempt> {
  const named = await store.attempts.get(name);
  if (named) return named;
  const { id } = await runNamed(store, name);
  const all = await store.attempts.of(id);
  const matching = all.filter(
    (each) =>
      (stage === undefined || each.stage === stage) &&
      (number === undefined || each.number === number),
  );
  const attempt =
    matching.findLast(({ ended }) => ended === null) ??
    matching.findLast(({ state }) => state === 'failed') ??
    matching.at(-1);
  if (attempt) return attempt;
  throw new NotFound(`${id} has no ${all.length > 0 ? 'such ' : ''}attempt`, {
    hint:
      all.length > 0
        ? `Its attempts are ${all.map((each) => each.id).join(', ')}.`
        : 'No stage of it has started yet.',
  });
}
