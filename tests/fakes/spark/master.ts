/** A Spark standalone master like org.apache.spark.deploy.master.Master of Spark 4.1, but without delays. */
import { Applications } from './applications.ts';
import { placeDrivers } from './placement.ts';
import { stamp, type DriverRecord, type DriverState, type Processes } from './records.ts';
import type { DriverRequest } from './submission.ts';
import type { FakeWorker } from './worker.ts';

export interface MasterOptions {
  /** `spark.deploy.retainedDrivers`: the number of ended drivers that the master remembers. */
  retainedDrivers: number;
  /** From 0 to 1. */
  random: () => number;
  clock: () => Date;
}

export class FakeMaster {
  status: 'ALIVE' | 'STANDBY' | 'RECOVERING' = 'ALIVE';
  readonly workers: FakeWorker[] = [];
  readonly applications: Applications;
  /** Counts changes, so that the page is rendered only after a change. */
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

  /** Remembered drivers that have ended, oldest first. */
  get completed(): readonly DriverRecord[] {
    return this.#completed;
  }

  submit(request: DriverRequest): DriverRecord {
    const submitted = this.#options.clock();
    const id = `driver-${stamp(submitted)}-${String(this.#number++).padStart(4, '0')}`;
    const { cores, memory } = request;
    const driver: DriverRecord = {
      id,
      request,
      cores,
      memory,
      submitted,
      state: 'SUBMITTED',
      worker: null,
    };
    this.#active.set(id, driver);
    this.#waiting.add(driver);
    this.#schedule();
    return driver;
  }

  find(id: string): DriverRecord | undefined {
    return this.#active.get(id) ?? this.#completed.find((driver) => driver.id === id);
  }

  /** Requests the end of a driver. @returns false if no open driver has this id */
  kill(id: string): boolean {
    const driver = this.#active.get(id);
    if (!driver) return false;
    if (this.#waiting.delete(driver)) this.#remove(driver, 'KILLED');
    else this.#processes.kill(driver);
    return true;
  }

  /** A worker reports the end of its driver; the report is lost while the master is away. */
  driverEnded(driver: DriverRecord, state: DriverState): void {
    if (this.#away) return;
    if (this.#active.has(driver.id)) this.#remove(driver, state);
    // The driver of a partitioned worker may still have an application.
    else this.applications.driverGone(driver.id);
  }

  addWorker(worker: FakeWorker): void {
    this.workers.push(worker);
    this.#schedule();
  }

  /** Loses a worker: its drivers become ERROR, because they are not supervised, and its executors are lost. */
  loseWorker(worker: FakeWorker): void {
    worker.state = 'DEAD';
    this.applications.loseExecutors(worker);
    for (const driver of [...this.#active.values()].filter((each) => each.worker === worker))
      this.#remove(driver, 'ERROR');
    this.#schedule();
  }

  /** Forgets an ended driver, as if too many had ended since. */
  forget(id: string): void {
    this.#completed = this.#completed.filter((driver) => driver.id !== id);
    this.version += 1;
  }

  /** Stops the master's process; drivers and executors run on. */
  die(): void {
    this.#away = true;
    this.applications.pause();
  }

  /**
   * Starts the master again. With recovery it knows running drivers, but none that had ended. Drivers that waited for a worker,
   * or ended while the master was away, become ERROR. Without recovery it knows none, and workers end unknown drivers.
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

  /** Becomes ALIVE, or waits; places waiting drivers. */
  be(status: FakeMaster['status']): void {
    this.status = status;
    this.#schedule();
  }
}
