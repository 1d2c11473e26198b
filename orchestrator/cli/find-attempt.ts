import type { Store } from '../engine/ports.ts';
import type { Attempt } from '../model/attempt.ts';
import { NotFound } from './exit-code.ts';
import { runNamed } from './find.ts';

/**
 * The attempt with an id; or of a run the one that is open, or else failed last, or else is the newest.
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
  const found = all.filter(
    (each) =>
      (stage === undefined || each.stage === stage) &&
      (number === undefined || each.number === number),
  );
  const attempt =
    found.findLast(({ ended }) => ended === null) ??
    found.findLast(({ state }) => state === 'failed') ??
    found.at(-1);
  if (attempt) return attempt;
  throw new NotFound(`${id} has no ${all.length > 0 ? 'such ' : ''}attempt`, {
    mend:
      all.length > 0
        ? `Its attempts are ${all.map((each) => each.id).join(', ')}.`
        : 'Nothing of it has been started yet.',
  });
}
