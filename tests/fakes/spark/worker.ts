/** A Spark worker: what it has, what is taken of it, and what its drivers and executors printed. */

export interface Size {
  cores: number;
  /** MiB. */
  memory: number;
}

export interface ExecutorRecord {
  id: number;
  application: string;
  name: string;
  cores: number;
  memory: number;
}

/** `spark.worker.ui.retainedExecutors` of the project's workers. */
const RETAINED_EXECUTORS = 200;

export class FakeWorker {
  readonly id: string;
  /** The port by which Spark tells workers apart; the page has another. */
  readonly port: number;
  /** Where its page is, `http://host:port`. */
  readonly page: string;
  readonly size: Size;
  readonly taken: Size = { cores: 0, memory: 0 };
  state: 'ALIVE' | 'DEAD' = 'ALIVE';
  readonly executors = new Set<ExecutorRecord>();
  readonly finishedExecutors: ExecutorRecord[] = [];
  /** By `<driver>` or `<application>/<executor>`, then by `stdout` or `stderr`. */
  readonly #logs = new Map<string, { stdout: string; stderr: string }>();

  constructor({ id, port, page, size }: { id: string; port: number; page: string; size: Size }) {
    this.id = id;
    this.port = port;
    this.page = page;
    this.size = size;
  }

  get free(): Size {
    return {
      cores: this.size.cores - this.taken.cores,
      memory: this.size.memory - this.taken.memory,
    };
  }

  hasRoomFor({ cores, memory }: Size): boolean {
    return (
      this.state === 'ALIVE' &&
      this.size.cores - this.taken.cores >= cores &&
      this.size.memory - this.taken.memory >= memory
    );
  }

  take({ cores, memory }: Size): void {
    this.taken.cores += cores;
    this.taken.memory += memory;
  }

  giveBack({ cores, memory }: Size): void {
    this.taken.cores -= cores;
    this.taken.memory -= memory;
  }

  startExecutor(executor: ExecutorRecord): void {
    this.executors.add(executor);
    const { application, id, memory } = executor;
    this.print(
      `${application}/${id}`,
      'stderr',
      `Spark Executor Command: "java" "-Xmx${memory}M" "org.apache.spark.executor.CoarseGrainedExecutorBackend" "--executor-id" "${id}" "--app-id" "${application}"\n========================================\n\n`,
    );
  }

  /** Ends an executor, and gives back what it had. */
  endExecutor(executor: ExecutorRecord): void {
    if (!this.executors.delete(executor)) return;
    this.giveBack(executor);
    this.finishedExecutors.push(executor);
    if (this.finishedExecutors.length > RETAINED_EXECUTORS) this.finishedExecutors.shift();
  }

  /** Adds to what a driver, or `<application>/<executor>`, has printed. */
  print(who: string, file: 'stdout' | 'stderr', text: string): void {
    let files = this.#logs.get(who);
    if (!files) this.#logs.set(who, (files = { stdout: '', stderr: '' }));
    files[file] += text;
  }

  /** Undefined where it has no such folder. */
  log(who: string, file: 'stdout' | 'stderr'): string | undefined {
    return this.#logs.get(who)?.[file];
  }
}
