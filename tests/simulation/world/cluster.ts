/** A simulated Spark standalone cluster: its master places drivers and executors on workers as Spark's master does. */
import type { Cluster, ClusterState, Submission } from '../../../orchestrator/ports/ports.ts';
import type { DriverSight } from '../../../orchestrator/model/verdict.ts';
import type { Size } from '../../../orchestrator/model/pipeline.ts';
import { runDriver } from './driver.ts';
import { runHost } from './host.ts';
import type { SimApplication, SimDriver, SimWorker, Site } from './site.ts';
import type { Files } from './files.ts';
import type { Lake } from './lake.ts';
import type { Universe } from './universe.ts';

/** The number of ended drivers that the master remembers. */
const REMEMBERED = 6;
/** Time until the master notices that a worker is silent. */
const SILENCE_MS = 10_000;

export class SimCluster implements Site {
  readonly workers: SimWorker[];
  readonly drivers = new Map<string, SimDriver>();
  readonly applications = new Map<string, SimApplication>();
  /** Processes of attempts in sessions. */
  readonly shares: SimDriver[] = [];
  readonly submissions = new Map<string, Submission>();
  readonly universe: Universe;
  readonly files: Files;
  readonly lake: Lake;
  #made = 0;
  #ended: SimDriver[] = [];

  constructor(universe: Universe, files: Files, lake: Lake, workers: number) {
    this.universe = universe;
    this.files = files;
    this.lake = lake;
    this.workers = Array.from({ length: workers }, (_, i) => ({
      id: `worker-${i + 1}`,
      cores: 3,
      memory: 3072,
      alive: true,
      cut: false,
    }));
  }

  port(): Cluster {
    return {
      state: () => Promise.resolve(this.state()),
      submit: (submission) => Promise.resolve(this.submit(submission)),
      kill: (id) => {
        const driver = this.drivers.get(id);
        if (driver) this.endLater(driver, 'KILLED');
        return Promise.resolve();
      },
      killApplication: (id) => {
        this.#finish(this.applications.get(id));
        return Promise.resolve();
      },
      logs: () => Promise.resolve([]),
      attemptOf: (id) => Promise.resolve(this.drivers.get(id)?.attempt ?? null),
    };
  }

  state(): ClusterState {
    const known = [...this.drivers.values()].filter(
      (driver) =>
        !this.#ended.includes(driver) ||
        this.#ended.indexOf(driver) >= this.#ended.length - REMEMBERED,
    );
    return {
      workers: this.workers.map((worker) => {
        const free = this.#free(worker);
        const { id, alive, cores, memory } = worker;
        return {
          id,
          alive: alive && !worker.cut,
          cores,
          memory,
          coresFree: free.cores,
          memoryFree: free.memory,
        };
      }),
      drivers: new Map(
        known.map(({ id, state, worker, size }) => [
          id,
          { id, state, worker: worker?.id ?? null, ...size },
        ]),
      ),
      applications: new Map(
        [...this.applications.values()].map(({ id, name, executors, size }) => [
          id,
          { id, name, cores: executors.length * size.cores },
        ]),
      ),
    };
  }

  submit(submission: Submission): string {
    const id = `driver-${String(++this.#made).padStart(4, '0')}`;
    const { attempt, stage } = submission;
    const { cores, memory } = stage.spark.driver;
    this.drivers.set(id, {
      id,
      attempt,
      submission,
      state: 'SUBMITTED',
      worker: null,
      alive: false,
      application: null,
      size: { cores, memory },
    });
    this.universe.note(`${id} is created for ${attempt}`);
    this.universe.time.after(50, () => {
      this.place();
    });
    return id;
  }

  /** Places waiting drivers in their order, then missing executors, if there is room. */
  place(): void {
    if (this.universe.down.has('master')) return;
    for (const driver of this.drivers.values()) {
      if (driver.state !== 'SUBMITTED') continue;
      const worker = this.#withRoom(driver.size);
      if (!worker) continue;
      Object.assign(driver, { state: 'RUNNING', worker, alive: true });
      void (driver.submission.program === 'session' ? runHost : runDriver)(this, driver);
    }
    for (const application of this.applications.values())
      while (application.executors.length < application.count) {
        const worker = this.#withRoom(application.size);
        if (!worker) break;
        application.executors.push(worker);
      }
  }

  register(driver: SimDriver): void {
    const { stage, name } = driver.submission;
    const { cores, memory, count } = stage.spark.executor;
    const id = `app-${driver.id.slice(7)}`;
    driver.application = { id, name, driver, size: { cores, memory }, count, executors: [] };
    this.applications.set(id, driver.application);
    this.place();
  }

  share(process: SimDriver): void {
    this.shares.push(process);
  }

  /** Adds a stranger's application, which takes cores for some time. */
  addStranger(size: Size, milliseconds: number): void {
    const id = `stranger-${this.universe.time.now()}`;
    this.applications.set(id, {
      id,
      name: 'stranger',
      driver: null,
      size,
      count: 1,
      executors: [],
    });
    this.place();
    this.universe.time.after(milliseconds, () => {
      this.#finish(this.applications.get(id));
    });
  }

  /** Ends a driver's process; the master learns of it unless it has given the driver up. */
  end(driver: SimDriver, state: DriverSight): void {
    driver.alive = false;
    this.#finish(driver.application);
    if (driver.state === 'SUBMITTED' || driver.state === 'RUNNING') {
      driver.state = state;
      this.#ended.push(driver);
    }
    this.place();
  }

  endLater(driver: SimDriver, state: DriverSight): void {
    this.universe.time.after(this.universe.between(10, 2_000), () => {
      // A partitioned worker does not get the request.
      if (driver.state === 'SUBMITTED' || (driver.state === 'RUNNING' && !driver.worker?.cut))
        this.end(driver, state);
    });
  }

  crashWorker(worker: SimWorker): void {
    worker.alive = false;
    this.#lose(worker, true);
  }

  /** Cuts off a worker's network. The master gives its drivers up, but they may run on. */
  cutWorker(worker: SimWorker, milliseconds: number): void {
    worker.cut = true;
    this.universe.time.after(SILENCE_MS, () => {
      if (worker.cut) this.#lose(worker, false);
    });
    this.universe.time.after(milliseconds, () => {
      worker.cut = false;
      // The master makes a returned worker end the drivers that it has given up (Master.scala, WorkerLatestState).
      for (const driver of this.drivers.values())
        if (driver.worker === worker && driver.alive && driver.state !== 'RUNNING')
          this.universe.time.after(this.universe.between(10, 5_000), () => {
            driver.alive = false;
            // The application may have registered after the master gave the driver up.
            this.#finish(driver.application);
          });
      this.place();
    });
  }

  #lose(worker: SimWorker, dead: boolean): void {
    for (const driver of this.drivers.values()) {
      if (driver.worker !== worker || driver.state !== 'RUNNING') continue;
      driver.state = 'ERROR';
      this.#ended.push(driver);
      if (dead) driver.alive = false;
      this.#finish(driver.application);
    }
    for (const application of this.applications.values())
      application.executors = application.executors.filter((each) => each !== worker);
    this.place();
  }

  #finish(application: SimApplication | null | undefined): void {
    if (!application) return;
    this.applications.delete(application.id);
    application.executors = [];
    this.place();
  }

  #withRoom(size: Size): SimWorker | undefined {
    const fitting = this.workers.filter((worker) => {
      const free = this.#free(worker);
      return worker.alive && !worker.cut && free.cores >= size.cores && free.memory >= size.memory;
    });
    return this.universe.pick(fitting);
  }

  #free({ ...worker }: SimWorker): Size {
    let { cores, memory } = worker;
    const take = (size: Size) => {
      cores -= size.cores;
      memory -= size.memory;
    };
    for (const driver of this.drivers.values())
      if (driver.worker?.id === worker.id && driver.state === 'RUNNING') take(driver.size);
    for (const application of this.applications.values())
      for (const executor of application.executors)
        if (executor.id === worker.id) take(application.size);
    return { cores, memory };
  }
}
