/** Names of slots. Each kind has a prefix of its own, so that kinds never collide. */

/** Of a time of the schedule. */
export function cronSlot(time: Date): string {
  return `cron:${isoSeconds(time)}`;
}

/** Of a start by hand. */
export function manualSlot(id: string): string {
  return `manual:${id}`;
}

/** Of one interval of a backfill, by the time at which it ends. */
export function backfillSlot(id: string, time: Date): string {
  return `backfill:${id}:${isoSeconds(time)}`;
}

/** Of the success of another pipeline's run. */
export function afterSlot(run: string): string {
  return `after:${run}`;
}

/** Of a file that appeared; one that is written anew, even within the same second, is another slot. */
export function fileSlot(path: string, modified: Date): string {
  return `file:${path}@${modified.toISOString().replace('.000Z', 'Z')}`;
}

/** ISO 8601 in UTC, without milliseconds. */
export function isoSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Whether a slot is one of a backfill's. */
export function isBackfill(slot: string): boolean {
  return slot.startsWith('backfill:');
}
