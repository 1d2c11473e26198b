/** kill: a driver whose time is over is told to end, again and again, until the master says that it has. */
import type { Attempt } from '../model/attempt.ts';
import { stageOf } from './admit.ts';
import type { World } from './ports.ts';

export async function enforceTimeout(world: World, attempt: Attempt): Promise<void> {
  const { store, cluster } = world;
  const { id, driver, submitted, state } = attempt;
  if (driver === null || submitted === null) return;
  if (state === 'killing') {
    await cluster.kill(driver);
    return;
  }
  const definition = (await store.run(attempt.run))?.definition;
  const timeout = stageOf(definition, attempt.stage)?.timeout ?? Infinity;
  if (world.now().getTime() - submitted.getTime() < timeout * 1000) return;
  await store.attemptKilling(id, `it ran longer than its timeout of ${timeout} s`);
  await cluster.kill(driver);
}
