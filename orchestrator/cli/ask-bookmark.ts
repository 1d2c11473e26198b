/** Requests about the bookmark: the store keeps them, the orchestrator that leads carries them out. */
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BookmarkRequest, NewBookmarkRequest } from '../ports/ports.ts';
import { runId } from '../model/run.ts';
import type { Context } from './context.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { onInterrupt } from '../terminal/interrupt.ts';
import type { Services } from '../services.ts';

const POLL_MS = 200;

/**
 * Saves a request and prints its outcome: done, refused, or still open because no orchestrator leads.
 *
 * @param details - further members of the JSON document
 */
export async function ask(
  context: Context,
  services: Services,
  wanted: Omit<NewBookmarkRequest, 'id' | 'by'>,
  details: object,
): Promise<void> {
  const { store, world } = services;
  const id = runId(wanted.mode, world.clock.now(), world.random());
  await store.bookmarkRequests.ask({ ...wanted, id, by: userInfo().username });
  const request = await settled(services, id);
  context.print({ request, ...details }, () => outcomeText(wanted, request));
  if (!request?.applied) {
    const why =
      (await services.leadsUntil()) === null
        ? 'no orchestrator leads now: the next one does it. Start one with: sparkwright orchestrate'
        : 'the orchestrator will still carry it out';
    context.note(`sparkwright: ${why}`);
  } else if (request.refused !== null) process.exitCode = EXIT.failed;
}

/** @returns the request, still open if it was interrupted or nobody leads */
async function settled(services: Services, id: string): Promise<BookmarkRequest | null> {
  const { signal } = onInterrupt();
  for (;;) {
    // Read before the request: a leader that goes away in between may have carried it out.
    const leads = (await services.leadsUntil()) !== null;
    const request = await services.store.bookmarkRequests.get(id);
    if (!leads || signal.aborted || request?.applied !== null) return request;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

function outcomeText(
  { mode, source }: Pick<NewBookmarkRequest, 'mode' | 'source'>,
  request: BookmarkRequest | null,
): string {
  if (!request?.applied) return `${mode} of ${source} is requested`;
  if (request.refused !== null) return `${mode} of ${source} was refused: ${request.refused}`;
  return mode === 'rewind'
    ? `${source} is rewound: the next load begins there, and replaces`
    : `${source} will be rebased: the next load compares all rows, and loads those that differ`;
}
