/** reload: changed pipeline files take effect from the next pass on. */
import type { Step } from '../loop.ts';
import { register } from '../register.ts';

/** @param reload - rereads the files; true if any has changed */
export function reloading(reload: () => Promise<boolean>): Step {
  return async (world) => {
    if (await reload()) await register(world);
  };
}
