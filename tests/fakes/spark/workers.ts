/** The workers of a fake cluster, each with a page of its own. */
import { FakeServer } from '../http/server.ts';
import type { FakeMaster } from './master.ts';
import { stamp } from './records.ts';
import { FakeWorker, type Size } from './worker.ts';
import { workerPageHandler } from './worker-page.ts';

export class FakeWorkers {
  readonly #master: FakeMaster;
  readonly #clock: () => Date;
  readonly #pages = new Map<FakeWorker, FakeServer>();
  #port = 40_000;

  constructor(master: FakeMaster, clock: () => Date) {
    this.#master = master;
    this.#clock = clock;
  }

  /** All workers, the newest last. */
  get all(): FakeWorker[] {
    return [...this.#pages.keys()];
  }

  /** The page of a worker, with its faults. */
  page(worker: FakeWorker): FakeServer {
    const page = this.#pages.get(worker);
    if (!page) throw new Error(`${worker.id} is not a worker of this cluster`);
    return page;
  }

  /** Starts a worker, which registers at once. */
  async add(size: Size): Promise<FakeWorker> {
    let worker: FakeWorker | null = null;
    const page = await FakeServer.listen((request) => {
      if (!worker) throw new Error('the worker has not started');
      return workerPageHandler(worker)(request);
    });
    const port = this.#port++;
    const id = `worker-${stamp(this.#clock())}-127.0.0.1-${port}`;
    worker = new FakeWorker({ id, port, page: page.url, size });
    this.#pages.set(worker, page);
    this.#master.addWorker(worker);
    return worker;
  }

  async lose(worker: FakeWorker): Promise<void> {
    this.#master.loseWorker(worker);
    await this.page(worker).stop();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pages.values()].map((page) => page.stop()));
  }
}
