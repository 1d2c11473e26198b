/** overdue: a run past its `run_timeout` is killed, and fails. */
import type { World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';
import { orGiveUp } from '../store-refusals.ts';

export async function endOverdue(world: World): Promise<void> {
  const { runs } = world.store;
  await forEachConcurrently(await runs.overdue(world.clock.steady()), async ({ id }) => {
    await orGiveUp(
      world,
      `kill ${id}`,
      () => runs.kill(id, 'it ran longer than its run_timeout', 'failed'),
      (reason) => runs.kill(id, reason, 'failed'),
    );
  });
}
