import type { Lease } from '../../../orchestrator/engine/ports.ts';
import type { Tables } from './tables.ts';

export const LEASE_MS = 5_000;

/** @param now - milliseconds of the store's clock */
export function memoryLease(
  tables: Tables,
  holder: string,
  now: () => number,
): Lease & { fence: () => number; renew: () => void } {
  let fence = 0;
  const hold = () => {
    const { lease } = tables;
    const mine = lease.holder === holder;
    if (!mine && lease.expires >= now()) {
      fence = 0;
      return false;
    }
    if (!mine) lease.fence += 1;
    Object.assign(lease, { holder, expires: now() + LEASE_MS });
    fence = lease.fence;
    return true;
  };
  return {
    fence: () => fence || -1,
    hold: () => Promise.resolve(fence !== 0 || hold()),
    renew: () => {
      if (fence !== 0) hold();
    },
    release: () => {
      if (fence !== 0) tables.lease.expires = now() - 1;
      fence = 0;
      return Promise.resolve();
    },
  };
}
