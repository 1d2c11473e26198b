/** retain: everything past its retention limit is removed, once an hour. A full sweep is followed by another in a minute. */
import type { World } from '../../ports/ports.ts';
import { applySweep, sweptText } from '../../retention/apply.ts';
import { lookForPast, type Keep } from '../../retention/look.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Failures of one sweep that are logged; the others have mostly the same cause. */
const LOGGED_FAILURES = 3;

/** Remembers the last sweep in memory only: a restart costs one more. */
export function retaining(keep: Keep): (world: World) => Promise<void> {
  let next = -Infinity;
  return async (world) => {
    const now = world.clock.steady().getTime();
    if (now < next) return;
    // Set before the sweep, which may fail: retention is not urgent enough to retry sooner.
    next = now + HOUR_MS;
    const sweep = await lookForPast(world, keep);
    // Unlike the store, HDFS and disks can't fence out a former leader.
    await world.store.assertLead();
    const swept = await applySweep(world, keep, sweep);
    const text = sweptText(swept);
    if (text !== '') world.log.info(`retention removed ${text}`);
    for (const { kind, why } of swept.failures.slice(0, LOGGED_FAILURES))
      world.log.warn(`retention could not remove ${kind}: ${why}`);
    if (sweep.more && swept.failures.length === 0) next = now + MINUTE_MS;
  };
}
