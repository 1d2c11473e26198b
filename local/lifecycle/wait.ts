import { setTimeout as sleep } from 'node:timers/promises';
import { lives, type Identity } from '../../orchestrator/lock/identity.ts';
import type { ClusterConfig } from '../config.ts';
import type { Service } from '../services/service.ts';

const POLL_MS = 150;

/** A service died, or took too long to become well. */
export class NotWell extends Error {}

/**
 * Waits until a service answers through its own interface.
 * @throws NotWell if its process dies, or after `limit` milliseconds
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
