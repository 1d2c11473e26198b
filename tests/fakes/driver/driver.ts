/**
 * A driver of an attempt, with the steps of jobs/sparkwright/bootstrap.py. A test can hold or kill its process at any step.
 */
import type { AttemptSpec } from '../../../orchestrator/ports/ports.ts';
import { hostOf, shareOf } from '../../../orchestrator/model/session.ts';
import type { AttemptError, AttemptResult } from '../../../orchestrator/model/result.ts';
import type { Tree } from '../hdfs/tree.ts';
import type { FakeMaster } from '../spark/master.ts';
import type { ApplicationRecord, DriverRecord } from '../spark/records.ts';
import { AttemptFolder } from './attempt-folder.ts';
import type { Holds } from './hold.ts';
import { JobError, type DriverProcess, type Play, type Step } from './play.ts';

export interface Surroundings {
  master: FakeMaster;
  tree: Tree;
  play: Play;
  holds: Holds<FakeDriver>;
  clock: () => Date;
  /** Sends the callback, after the claim and after the result. */
  call: (url: string, attempt: string) => void;
  /** Called after its process has ended, with the exit code; null if it was killed. */
  ended: (driver: FakeDriver, exitCode: number | null) => void;
  /** Called at every step. */
  reached: (driver: FakeDriver, step: Step) => void;
  /** The application of its host, for an attempt in a session. */
  shared?: ApplicationRecord;
}

/** The exit codes of bootstrap.py. */
const SUCCEEDED = 0;
const FAILED = 1;
const LOST = 3;
const NOT_BEGUN = 4;

/** The process was killed. */
class Death extends Error {}

export class FakeDriver implements DriverProcess {
  readonly record: DriverRecord;
  /** The attempt in its arguments. */
  readonly attempt: string | null;
  application: ApplicationRecord | null = null;
  /** Null while it runs, or if it was killed. */
  exitCode: number | null = null;
  running = true;
  readonly #around: Surroundings;
  readonly #death: Promise<never>;
  #die: (why: Death) => void = () => undefined;
  #granted: () => void = () => undefined;
  readonly #removal: Promise<never>;
  #remove: (why: JobError) => void = () => undefined;
  readonly #steps = new Set<Step>();
  readonly #awaited: { step: Step; resolve: () => void; reject: (why: Error) => void }[] = [];

  constructor(record: DriverRecord, around: Surroundings) {
    this.record = record;
    this.attempt = record.request.attempt;
    this.#around = around;
    this.#death = new Promise((_resolve, reject) => {
      this.#die = reject;
    });
    this.#removal = new Promise((_resolve, reject) => {
      this.#remove = reject;
    });
    // They may reject before a test waits for them.
    this.#death.catch(() => undefined);
    this.#removal.catch(() => undefined);
  }

  get id(): string {
    return this.record.id;
  }

  /** Resolves when the driver reaches a step; rejects if it ends before. */
  at(step: Step): Promise<void> {
    if (this.#steps.has(step)) return Promise.resolve();
    if (!this.running) return Promise.reject(new Error(`${this.id} ended without ${step}`));
    return new Promise((resolve, reject) => this.#awaited.push({ step, resolve, reject }));
  }

  print(text: string, file: 'stdout' | 'stderr' = 'stdout'): void {
    const host = hostOf(this.id);
    const folder = host === null ? this.id : `${host}/${this.id}`;
    this.record.worker?.print(folder, file, `${text}\n`);
  }

  /** SIGKILL. */
  kill(): void {
    if (!this.running) return;
    this.#end(null);
    this.#die(new Death());
  }

  granted(): void {
    this.#granted();
  }

  /** Called if the master removes its application. */
  applicationRemoved(): void {
    this.#remove(new JobError('Py4JJavaError', 'Master removed our application: KILLED'));
  }

  /** Runs to its end. */
  async run(): Promise<void> {
    let code = FAILED;
    try {
      await this.#pass('started');
      const { attempt } = this;
      code = await (attempt === null ? this.#script() : this.#bootstrap(attempt));
    } catch (error) {
      if (!(error instanceof Death)) this.print(String(error));
    }
    if (this.running) this.#end(code);
  }

  async register(): Promise<ApplicationRecord> {
    const { master, shared } = this.#around;
    if (shared) return this.#share(shared);
    const granted = new Promise<void>((resolve) => {
      this.#granted = resolve;
    });
    const application = master.applications.register(this.id, this.record.request.application);
    this.application = application;
    if (this.attempt !== null)
      this.#folder(this.attempt).noteApplication(
        this.attempt,
        this.id,
        application.id,
        this.#now(),
      );
    await this.#pass('registered');
    if (application.state === 'WAITING') await this.#race(granted);
    await this.#pass('executing');
    return application;
  }

  /** A host has executors before it takes an attempt. */
  async #share(application: ApplicationRecord): Promise<ApplicationRecord> {
    const { attempt, id } = this;
    if (attempt !== null)
      this.#folder(attempt).noteApplication(
        attempt,
        id,
        shareOf(application.id, attempt),
        this.#now(),
      );
    this.application = application;
    await this.#pass('registered');
    await this.#pass('executing');
    return application;
  }

  async #script(): Promise<number> {
    const { script = () => SUCCEEDED } = this.#around.play;
    return this.#race(Promise.resolve(script(this.record.request.scriptArgs, this)));
  }

  async #bootstrap(attempt: string): Promise<number> {
    const folder = this.#folder(attempt);
    const started = this.#now();
    let spec: AttemptSpec;
    try {
      spec = folder.readSpec();
    } catch (error) {
      this.print(`cannot begin ${attempt}: ${(error as Error).message}`);
      return NOT_BEGUN;
    }
    const holder = folder.take('claim', attempt, this.id, started);
    if (holder) {
      this.print(`not running ${attempt}: ${holder.reason ?? holder.driver ?? ''}`);
      return LOST;
    }
    this.#wake(attempt);
    await this.#pass('claimed');
    let published: Partial<AttemptResult> | null = null;
    let error: AttemptError | null = null;
    try {
      published = await this.#work(spec, folder);
    } catch (thrown) {
      if (thrown instanceof Death) throw thrown;
      error = errorOf(thrown);
      this.print(`Traceback (most recent call last):\n${error.class}: ${error.message}`);
    }
    folder.leave({
      version: 1,
      attempt,
      driver: this.id,
      application: this.#applicationName(),
      status: error ? 'failed' : 'succeeded',
      error,
      rows: {},
      snapshots: {},
      bookmark: null,
      expectations: [],
      ...published,
      started,
      ended: this.#now(),
    });
    this.#wake(attempt);
    await this.#pass('left');
    if (!error) return SUCCEEDED;
    return error.class === 'ClaimLost' ? LOST : FAILED;
  }

  async #work(spec: AttemptSpec, folder: AttemptFolder): Promise<Partial<AttemptResult>> {
    const { body, publish, application = true } = this.#around.play;
    if (application && this.record.request.application.registers) await this.register();
    await this.#pass('running');
    await this.#race(Promise.resolve(body?.(spec, this)));
    await this.#pass('ran');
    const holder = folder.take('publish', spec.attempt, this.id, this.#now());
    if (holder)
      throw new JobError('ClaimLost', `the orchestrator gave it up: ${holder.reason ?? ''}`, {
        retryable: false,
      });
    await this.#pass('publishing');
    const published = await this.#race(Promise.resolve(publish?.(spec, this)));
    await this.#pass('published');
    return published ?? {};
  }

  #applicationName(): string | null {
    const { shared } = this.#around;
    if (shared) return shareOf(shared.id, this.attempt ?? '');
    return this.application?.id ?? null;
  }

  /** Reports a step, and waits while a test holds the driver there. */
  async #pass(step: Step): Promise<void> {
    this.#reach(step);
    const held = this.#around.holds.held(step, this);
    if (held) await Promise.race([this.#death, held]);
    if (!this.running) throw new Death();
  }

  #reach(step: Step): void {
    this.#steps.add(step);
    this.#around.reached(this, step);
    for (const waiting of this.#awaited) if (waiting.step === step) waiting.resolve();
  }

  /** Waits for a promise of the job. @throws if the process is killed or its application removed meanwhile */
  #race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.#death, this.#removal, work]);
  }

  #end(exitCode: number | null): void {
    this.exitCode = exitCode;
    this.running = false;
    this.#around.ended(this, exitCode);
    this.#reach('ended');
    for (const { step, reject } of this.#awaited)
      if (!this.#steps.has(step)) reject(new Error(`${this.id} ended without ${step}`));
  }

  #wake(attempt: string): void {
    const { SPARKWRIGHT_CALLBACK_URL: url } = this.record.request.environment;
    if (url) this.#around.call(url, attempt);
  }

  #folder(attempt: string): AttemptFolder {
    return new AttemptFolder(this.#around.tree, attempt);
  }

  #now(): string {
    return this.#around.clock().toISOString();
  }
}

function errorOf(thrown: unknown): AttemptError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { class: name, retryable } =
    error instanceof JobError ? error : { class: error.name, retryable: true };
  return { class: name, message: error.message, retryable, traceback: error.stack };
}
