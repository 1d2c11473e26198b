/** What a test lets a fake driver do where a real one would run a job. */
import type { AttemptSpec } from '../../../orchestrator/engine/ports.ts';
import type { AttemptResult } from '../../../orchestrator/model/result.ts';
import type { ApplicationRecord, DriverRecord } from '../spark/records.ts';

/** A driver, as its job sees it. */
export interface DriverProcess {
  readonly id: string;
  /** The attempt that it was started for. */
  readonly attempt: string | null;
  readonly record: DriverRecord;
  /** Adds a line to what it has printed. */
  print(text: string, file?: 'stdout' | 'stderr'): void;
  /** Registers an application, and waits for its first executor. */
  register(): Promise<ApplicationRecord>;
}

export interface Play {
  /** Whether jobs make a SparkContext, and so register an application; true by default. */
  application?: boolean;
  /** The job: it succeeds by returning, and fails by throwing. A promise that never settles hangs. */
  body?: (attempt: AttemptSpec, driver: DriverProcess) => void | Promise<void>;
  /** What the attempt makes visible, once the publish claim is taken. */
  publish?: (attempt: AttemptSpec, driver: DriverProcess) => Published | Promise<Published>;
  /** A script that is not Sparkwright's bootstrap; returns its exit code. */
  script?: (args: string[], driver: DriverProcess) => number | Promise<number>;
}

/** What a result says of an attempt that has published. */
export type Published = Partial<
  Pick<AttemptResult, 'rows' | 'snapshots' | 'bookmark' | 'expectations'>
>;

/** How a job fails, as result.json says it. */
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
 * The steps of a driver, each reached when what it names has been done: it has its process, the claim, an application,
 * an executor; its job begins and has ended; it has the publish claim, has published, and has left its result.
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
