/** Names of slots. Each kind has its own prefix, so names of different kinds never collide. */

/** The slot of a schedule's time. */
export function cronSlot(time: Date): string {
  return `cron:${isoSeconds(time)}`;
}

/** The slot of a manual start. */
export function manualSlot(id: string): string {
  return `manual:${id}`;
}

/**
 * The slot of one interval of a backfill.
 *
 * @param time - the end of the interval
 */
export function backfillSlot(id: string, time: Date): string {
  return `backfill:${id}:${isoSeconds(time)}`;
}

/**
 * The slot of a run that another pipeline's successful run starts.
 *
 * @param run - id of that run
 */
export function afterSlot(run: string): string {
  return `after:${run}`;
}

/**
 * The slot of a new file. A rewritten file gets another slot, even if its time is the same.
 *
 * @param length - size in bytes if the file replaced one of the same time; otherwise null
 */
export function fileSlot(path: string, modified: Date, length: number | null): string {
  const version = length === null ? '' : `+${length}`;
  return `file:${path}@${modified.toISOString().replace('.000Z', 'Z')}${version}`;
}

/** ISO 8601 in UTC, without milliseconds. */
export function isoSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Whether a slot belongs to a backfill. */
export function isBackfill(slot: string): boolean {
  return slot.startsWith('backfill:');
}
