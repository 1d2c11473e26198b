/** retain: what is past its limit goes, once an hour, and sooner while there is more than one sweep takes. */
import type { World } from './ports.ts';
import { applySweep, sweptWords } from './retain-apply.ts';
import { lookForPast, type Keep } from './retain-look.ts';

export { applySweep } from './retain-apply.ts';
export { lookForPast, type Keep } from './retain-look.ts';

const HOUR_MS = 3_600_000;
const SOON_MS = 60_000;

/** The step, which remembers when it last swept; forgetting it costs one more sweep. */
export function retaining(keep: Keep): (world: World) => Promise<void> {
  let next = -Infinity;
  return async (world) => {
    const now = world.clock.steady().getTime();
    if (now < next) return;
    // Whatever fails is tried again in an hour: nothing of this is urgent.
    next = now + HOUR_MS;
    const sweep = await lookForPast(world, keep);
    // HDFS and disks can't refuse who has lost the lead, as the store does.
    await world.store.assertLead();
    const swept = await applySweep(world, keep, sweep);
    const words = sweptWords(swept);
    if (words !== '') world.log.info(`retention removed ${words}`);
    for (const { kind, why } of swept.failures.slice(0, 3))
      world.log.warn(`retention could not remove ${kind}: ${why}`);
    if (sweep.more && swept.failures.length === 0) next = now + SOON_MS;
  };
}
