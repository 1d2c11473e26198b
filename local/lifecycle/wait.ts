import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterConfig } from '../config.ts';
import type { Identity } from '../process/identity.ts';
import { lives } from '../process/identity.ts';
import type { Service } from '../services/service.ts';

const POLL_MS = 150;

/** Why a service did not become well: it died, it took too long, or the wait was called off. */
export class NotWell extends Error {}

/**
 * Waits until a service answers through its own interface.
 * @throws NotWell when its process dies, or `limit` milliseconds pass.
 */
export async function untilWell(
  config: ClusterConfig,
  service: Service,
  identity: Identity,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const until = Date.now() + limit;
  for (;;) {
    signal?.throwIfAborted();
    if (!lives(identity)) throw new NotWell(`${service.name} ended by itself`);
    const complaint = await service.complaint(config);
    if (complaint === undefined) return;
    if (Date.now() > until) {
      throw new NotWell(`${service.name} is not well after ${limit / 1000} s: ${complaint}`);
    }
    await sleep(POLL_MS);
  }
}
