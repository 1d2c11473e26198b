import type { Lease } from '../../../orchestrator/ports/ports.ts';
import type { Tables } from './tables.ts';

const LEASE_MS = 5_000;
const TRUST_MS = 4_500;

/** @param now - returns milliseconds of the store's clock */
export function memoryLease(
  tables: Tables,
  holder: string,
  now: () => number,
): Lease & { fence: () => number; renew: () => void; release: () => Promise<void> } {
  let fence = 0;
  let trustedUntil = -Infinity;
  const leads = () => fence !== 0 && now() < trustedUntil;
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
    trustedUntil = now() + TRUST_MS;
    return true;
  };
  return {
    fence: () => fence || -1,
    leads,
    hold: () => Promise.resolve(leads() || hold()),
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
