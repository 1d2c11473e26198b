/** A Spark worker: its resources, those in use, and the output of its drivers and executors. */

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
  /** The port in the worker's id; its page has another port. */
  readonly port: number;
  /** The address of its page, `http://host:port`. */
  readonly page: string;
  readonly size: Size;
  readonly taken: Size = { cores: 0, memory: 0 };
  state: 'ALIVE' | 'DEAD' = 'ALIVE';
  readonly executors = new Set<ExecutorRecord>();
  readonly finishedExecutors: ExecutorRecord[] = [];
  /** Output by `<driver>` or `<application>/<executor>`, then by `stdout` or `stderr`. */
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

  /** Ends an executor, and frees its resources. */
  endExecutor(executor: ExecutorRecord): void {
    if (!this.executors.delete(executor)) return;
    this.giveBack(executor);
    this.finishedExecutors.push(executor);
    if (this.finishedExecutors.length > RETAINED_EXECUTORS) this.finishedExecutors.shift();
  }

  /** Adds to the output of a driver, or of `<application>/<executor>`. */
  print(who: string, file: 'stdout' | 'stderr', text: string): void {
    let files = this.#logs.get(who);
    if (!files) this.#logs.set(who, (files = { stdout: '', stderr: '' }));
    files[file] += text;
  }

  /** Undefined if the worker has no such folder. */
  log(who: string, file: 'stdout' | 'stderr'): string | undefined {
    return this.#logs.get(who)?.[file];
  }
}
