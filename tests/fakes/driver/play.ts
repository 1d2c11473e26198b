/** The jobs of fake drivers, which a test writes. */
import type { AttemptSpec } from '../../../orchestrator/ports/ports.ts';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import type { ApplicationRecord, DriverRecord } from '../spark/records.ts';

/** A driver's interface for its job. */
export interface DriverProcess {
  readonly id: string;
  /** The attempt in its arguments. */
  readonly attempt: string | null;
  readonly record: DriverRecord;
  /** Adds a line to its stdout. */
  print(text: string, file?: 'stdout' | 'stderr'): void;
  /** Registers an application, and waits for its first executor. */
  register(): Promise<ApplicationRecord>;
}

export interface Play {
  /** Whether jobs register an application, as a SparkContext does; true by default. */
  application?: boolean;
  /** The job. It fails if it throws, and hangs if its promise never settles. */
  body?: (attempt: AttemptSpec, driver: DriverProcess) => void | Promise<void>;
  /** Publishes, after the driver has taken the publish claim. */
  publish?: (attempt: AttemptSpec, driver: DriverProcess) => Published | Promise<Published>;
  /** A script other than Sparkwright's bootstrap. @returns its exit code */
  script?: (args: string[], driver: DriverProcess) => number | Promise<number>;
}

/** Fields of the result of a published attempt. */
export type Published = Partial<
  Pick<AttemptResult, 'rows' | 'snapshots' | 'bookmark' | 'expectations'>
>;

/** The failure of a job, as in result.json. */
export class JobError extends Error {
  readonly class: string;
  readonly retryable: boolean;

  constructor(name: string, message: string, { retryable = true } = {}) {
    super(message);
    this.class = name;
    this.retryable = retryable;
  }
}

/**
 * The steps of a driver, in order. Its process runs. It has the claim, an application, an executor. Its job has begun and ended.
 * It has the publish claim, has published, and has written its result.
 */
export type Step =
  | 'started'
  | 'claimed'
  | 'registered'
  | 'executing'
  | 'running'
  | 'ran'
  | 'publishing'
  | 'published'
  | 'left'
  | 'ended';
