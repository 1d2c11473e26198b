/** A request about the bookmark: written into the store, and then waited for, since the orchestrator that leads sees to it. */
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BookmarkRequest, NewBookmarkRequest } from '../engine/ports.ts';
import { runId } from '../model/run.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import type { Rooms } from './rooms.ts';

const POLL_MS = 200;

/**
 * Prints what has become of it: done, refused, or not seen to while no orchestrator leads.
 *
 * @param told - what belongs to it, for the document of JSON
 */
export async function ask(
  context: Context,
  rooms: Rooms,
  asked: Omit<NewBookmarkRequest, 'id' | 'by'>,
  told: object,
): Promise<void> {
  const { store, world } = rooms;
  const id = runId(asked.mode, world.clock.now(), world.random());
  await store.bookmarkRequests.ask({ ...asked, id, by: userInfo().username });
  const request = await seenTo(rooms, id);
  context.print({ request, ...told }, () => words(asked, request));
  if (!request?.applied) {
    const why =
      (await rooms.leadsUntil()) === null
        ? 'no orchestrator leads now: the next one does it. Start one with: sparkwright orchestrate'
        : 'it will be seen to all the same';
    context.note(`sparkwright: ${why}`);
  } else if (request.refused !== null) process.exitCode = EXIT.failed;
}

async function seenTo(rooms: Rooms, id: string): Promise<BookmarkRequest | null> {
  const { signal } = onInterrupt();
  for (;;) {
    // Asked first: a leader that has gone after the look may have seen to it before.
    const leads = (await rooms.leadsUntil()) !== null;
    const request = await rooms.store.bookmarkRequests.get(id);
    if (!leads || signal.aborted || request?.applied !== null) return request;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

function words(
  { mode, source }: Pick<NewBookmarkRequest, 'mode' | 'source'>,
  request: BookmarkRequest | null,
): string {
  if (!request?.applied) return `${mode} of ${source} is asked for`;
  if (request.refused !== null) return `${mode} of ${source} was refused: ${request.refused}`;
  return mode === 'rewind'
    ? `${source} is rewound: the next load begins there, and replaces`
    : `${source} is to be rebased: the next load compares all rows, and loads those that differ`;
}
