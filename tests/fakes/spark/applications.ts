/** The applications of a fake master, which get executors in the order in which they registered. */
import { placeExecutors } from './placement.ts';
import { stamp, type ApplicationRecord, type Processes } from './records.ts';
import type { ApplicationRequest } from './submission.ts';
import type { FakeWorker } from './worker.ts';

/** The default of `spark.deploy.retainedApplications`. */
const RETAINED = 200;

export class Applications {
  readonly #clock: () => Date;
  readonly #processes: Processes;
  readonly #changed: () => void;
  readonly #active = new Map<string, ApplicationRecord>();
  readonly #byDriver = new Map<string, ApplicationRecord>();
  #completed: ApplicationRecord[] = [];
  #number = 0;
  #away = false;

  /** @param changed - called after each change; it must call {@link grant} */
  constructor(clock: () => Date, processes: Processes, changed: () => void) {
    this.#clock = clock;
    this.#processes = processes;
    this.#changed = changed;
  }

  get active(): Iterable<ApplicationRecord> {
    return this.#active.values();
  }

  get completed(): readonly ApplicationRecord[] {
    return this.#completed;
  }

  register(driver: string, request: ApplicationRequest): ApplicationRecord {
    const started = this.#clock();
    const id = `app-${stamp(started)}-${String(this.#number++).padStart(4, '0')}`;
    const application: ApplicationRecord = {
      id,
      driver,
      request,
      started,
      ended: null,
      state: 'WAITING',
      executors: new Map(),
      given: 0,
    };
    this.#active.set(id, application);
    this.#byDriver.set(driver, application);
    this.#changed();
    return application;
  }

  /** Kills an application. @returns false if it has ended or is unknown */
  kill(id: string): boolean {
    const application = this.#active.get(id);
    if (!application) return false;
    this.#end(application, 'KILLED');
    this.#processes.removed(application);
    return true;
  }

  /** Finishes the application of a driver that has lost its connection to the master. */
  driverGone(driver: string): void {
    const application = this.#byDriver.get(driver);
    if (!application || this.#away) return;
    this.#end(application, 'FINISHED');
  }

  /** Places executors of a lost worker again. */
  loseExecutors(lost: FakeWorker): void {
    for (const { executors } of this.#active.values())
      for (const [executor, worker] of executors)
        if (worker === lost) {
          worker.endExecutor(executor);
          executors.delete(executor);
        }
  }

  pause(): void {
    this.#away = true;
  }

  resume(recovery: boolean): void {
    this.#away = false;
    this.#completed = [];
    if (recovery) return;
    for (const application of this.#active.values()) {
      for (const [executor, worker] of application.executors) worker.endExecutor(executor);
      this.#processes.removed(application);
    }
    this.#active.clear();
    this.#byDriver.clear();
  }

  /** Gives executors to applications that lack some, if there is room. */
  grant(workers: readonly FakeWorker[]): void {
    if (this.#away) return;
    for (const application of this.#active.values()) {
      const { request } = application;
      const lacking = request.coresMax - coresOf(application);
      if (lacking < request.cores) continue;
      for (const worker of placeExecutors(lacking, request, workers)) {
        const { name, cores, memory } = request;
        const executor = {
          id: application.given++,
          application: application.id,
          name,
          cores,
          memory,
        };
        worker.startExecutor(executor);
        application.executors.set(executor, worker);
      }
      if (application.state !== 'WAITING' || application.executors.size === 0) continue;
      application.state = 'RUNNING';
      this.#processes.granted(application);
    }
  }

  #end(application: ApplicationRecord, state: ApplicationRecord['state']): void {
    this.#active.delete(application.id);
    this.#byDriver.delete(application.driver);
    application.state = state;
    application.ended = this.#clock();
    for (const [executor, worker] of application.executors) worker.endExecutor(executor);
    if (this.#completed.length >= RETAINED) this.#completed.splice(0, RETAINED / 10);
    this.#completed.push(application);
    this.#changed();
  }
}

/** Cores of the executors that an application has. */
export function coresOf({ executors, request }: ApplicationRecord): number {
  return executors.size * request.cores;
}
