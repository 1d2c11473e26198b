/** A Spark standalone master, after org.apache.spark.deploy.master.Master of Spark 4.1; nothing in it takes time. */
import { Applications } from './applications.ts';
import { placeDrivers } from './placement.ts';
import { stamp, type DriverRecord, type DriverState, type Processes } from './records.ts';
import type { DriverRequest } from './submission.ts';
import type { FakeWorker } from './worker.ts';

export interface MasterOptions {
  /** `spark.deploy.retainedDrivers`: how many ended drivers are remembered. */
  retainedDrivers: number;
  /** From 0 to 1. */
  random: () => number;
  clock: () => Date;
}

export class FakeMaster {
  status: 'ALIVE' | 'STANDBY' | 'RECOVERING' = 'ALIVE';
  readonly workers: FakeWorker[] = [];
  readonly applications: Applications;
  /** Counts changes, so that a page is written anew only after one. */
  version = 0;
  readonly #options: MasterOptions;
  readonly #processes: Processes;
  readonly #active = new Map<string, DriverRecord>();
  readonly #waiting = new Set<DriverRecord>();
  #completed: DriverRecord[] = [];
  #number = 0;
  #away = false;

  constructor(options: MasterOptions, processes: Processes) {
    this.#options = options;
    this.#processes = processes;
    this.applications = new Applications(options.clock, processes, () => {
      this.#schedule();
    });
  }

  /** Drivers that have not ended. */
  get active(): Iterable<DriverRecord> {
    return this.#active.values();
  }

  /** Drivers that have ended, oldest first, as many as are remembered. */
  get completed(): readonly DriverRecord[] {
    return this.#completed;
  }

  submit(request: DriverRequest): DriverRecord {
    const submitted = this.#options.clock();
    const id = `driver-${stamp(submitted)}-${String(this.#number++).padStart(4, '0')}`;
    const { cores, memory } = request;
    const driver: DriverRecord = {
      ...{ id, request, cores, memory, submitted },
      ...{ state: 'SUBMITTED', worker: null },
    };
    this.#active.set(id, driver);
    this.#waiting.add(driver);
    this.#schedule();
    return driver;
  }

  find(id: string): DriverRecord | undefined {
    return this.#active.get(id) ?? this.#completed.find((driver) => driver.id === id);
  }

  /** Asks for the end of a driver; false where there is none of that id that has not ended. */
  kill(id: string): boolean {
    const driver = this.#active.get(id);
    if (!driver) return false;
    if (this.#waiting.delete(driver)) this.#remove(driver, 'KILLED');
    else this.#processes.kill(driver);
    return true;
  }

  /** A worker says how its driver ended; nobody listens while the master is away. */
  driverEnded(driver: DriverRecord, state: DriverState): void {
    if (this.#away) return;
    if (this.#active.has(driver.id)) this.#remove(driver, state);
    // One that was cut off may have an application all the same.
    else this.applications.driverGone(driver.id);
  }

  addWorker(worker: FakeWorker): void {
    this.workers.push(worker);
    this.#schedule();
  }

  /** A worker is gone: its drivers, which nobody supervises, end as ERROR, and its executors are lost. */
  loseWorker(worker: FakeWorker): void {
    worker.state = 'DEAD';
    this.applications.loseExecutors(worker);
    for (const driver of [...this.#active.values()].filter((each) => each.worker === worker))
      this.#remove(driver, 'ERROR');
    this.#schedule();
  }

  /** Forgets a driver that has ended, as when too many have ended since. */
  forget(id: string): void {
    this.#completed = this.#completed.filter((driver) => driver.id !== id);
    this.version += 1;
  }

  /** The master's process dies; drivers and executors run on. */
  die(): void {
    this.#away = true;
    this.applications.pause();
  }

  /**
   * The master starts again. With recovery it knows what ran, and nothing of what had ended; what waited for a worker,
   * or ended while it was away, is ERROR. Without recovery it knows nothing, and workers end what it does not know.
   *
   * @param runs - whether the process of a driver still runs
   */
  comeBack(recovery: boolean, runs: (driver: DriverRecord) => boolean): void {
    this.#away = false;
    this.status = 'ALIVE';
    this.#completed = [];
    const before = [...this.#active.values()];
    if (!recovery) {
      for (const driver of before) driver.worker?.giveBack(driver);
      for (const driver of before.filter(runs)) this.#processes.kill(driver);
      this.#active.clear();
      this.#waiting.clear();
    }
    this.applications.resume(recovery);
    for (const driver of recovery ? before.filter((each) => !runs(each)) : []) {
      this.#waiting.delete(driver);
      this.#remove(driver, 'ERROR');
    }
    this.#schedule();
  }

  #remove(driver: DriverRecord, state: DriverState): void {
    this.#active.delete(driver.id);
    const { retainedDrivers } = this.#options;
    if (this.#completed.length >= retainedDrivers)
      this.#completed.splice(0, Math.max(Math.floor(retainedDrivers / 10), 1));
    driver.state = state;
    driver.worker?.giveBack(driver);
    this.#completed.push(driver);
    this.applications.driverGone(driver.id);
    this.#schedule();
  }

  #schedule(): void {
    this.version += 1;
    if (this.#away || this.status !== 'ALIVE') return;
    if (this.#waiting.size > 0) {
      for (const [driver, worker] of placeDrivers(
        [...this.#waiting],
        this.workers,
        this.#options.random,
      )) {
        this.#waiting.delete(driver);
        driver.worker = worker;
        driver.state = 'RUNNING';
        this.#processes.launch(driver);
      }
    }
    this.applications.grant(this.workers);
  }

  /** Becomes ALIVE, or waits; what was waiting is placed. */
  be(status: FakeMaster['status']): void {
    this.status = status;
    this.#schedule();
  }
}
