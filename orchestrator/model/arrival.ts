/** Finds new files by comparing a listing with the previous one. */

/** A file of a listing. */
export interface FoundFile {
  path: string;
  modified: Date;
  /** Size in bytes; it grows while the file is being written. */
  length: number;
}

/** A file of an earlier listing, as the store keeps it. */
export interface SeenFile extends FoundFile {
  /** Whether the file has started its run, or never will because it is older than the trigger. */
  taken: boolean;
  /** Whether the file replaced another one of the same path and time. */
  replaced: boolean;
  /** When the file was first missing; null while it exists. */
  gone: Date | null;
}

export interface Comparison {
  /** Files to save: new, changed or missing ones. */
  changed: SeenFile[];
  /** Complete files that have not started a run. */
  whole: SeenFile[];
}

/**
 * Compares a listing with the previous one. A file is complete once two listings show the same time and length. An
 * empty marker such as `_SUCCESS` is complete at once.
 *
 * @param before - files of earlier listings, by path
 * @param listing - files that exist now
 * @param since - files modified at or before this time start no run; null if every file that is not in `before` is new
 */
export function compareLooks(
  before: ReadonlyMap<string, SeenFile>,
  listing: readonly FoundFile[],
  since: Date | null,
  now: Date,
): Comparison {
  const changed: SeenFile[] = [];
  const whole: SeenFile[] = [];
  const paths = new Set<string>();
  for (const { path, modified, length } of listing) {
    paths.add(path);
    const known = before.get(path);
    const sameTime = known?.modified.getTime() === modified.getTime();
    const same = known && sameTime && known.length === length;
    const file: SeenFile = same
      ? { ...known, gone: null }
      : { path, modified, length, taken: false, replaced: replaces(known, sameTime), gone: null };
    file.taken ||= since !== null && modified <= since;
    if (!same || known.gone !== null || known.taken !== file.taken) changed.push(file);
    if (!file.taken && (same || isMarker(file))) whole.push(file);
  }
  for (const file of before.values())
    if (file.gone === null && !paths.has(file.path)) changed.push({ ...file, gone: now });
  return { changed, whole };
}

/** If the earlier file of this time has started its run, the new one needs a slot name of its own. */
function replaces(known: SeenFile | undefined, sameTime: boolean): boolean {
  return known !== undefined && sameTime && (known.taken || known.replaced);
}

function isMarker({ path, length }: FoundFile): boolean {
  return length === 0 && path.slice(path.lastIndexOf('/') + 1).startsWith('_');
}
