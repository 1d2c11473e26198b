import type { SeenFile } from '../model/arrival.ts';

/** The files that a pipeline has seen under one pattern. */
export interface Seen {
  /** Counts changes. If it differs from the last read, another orchestrator has looked since. */
  looks: number;
  /** `KnownPipeline.since` at the last look. */
  since: Date;
  files: SeenFile[];
}

export interface SeenFiles {
  /** The number of changes; null if the pattern was never looked for. */
  looks(pipeline: string, pattern: string): Promise<number | null>;
  /** Null if the pattern was never looked for. */
  read(pipeline: string, pattern: string): Promise<Seen | null>;
  /**
   * Saves changes.
   *
   * @param before - files that are gone since before this time are forgotten
   * @returns the new number of changes
   */
  keep(
    pipeline: string,
    pattern: string,
    since: Date,
    changed: readonly SeenFile[],
    before: Date,
  ): Promise<number>;
  /** Forgets the files of all patterns but these. */
  forget(pipeline: string, patterns: readonly string[]): Promise<void>;
}
