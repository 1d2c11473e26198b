/** The driver processes of a fake cluster. */
import { Agent, request } from 'node:http';
import { shareOf } from '../../../orchestrator/model/session.ts';
import type { Tree } from '../hdfs/tree.ts';
import { launchCommand } from '../spark/launch-command.ts';
import { FakeMaster, type MasterOptions } from '../spark/master.ts';
import type { ApplicationRecord, DriverRecord, Processes } from '../spark/records.ts';
import { FakeDriver, type Surroundings } from './driver.ts';
import { FakeHost, sessionOf } from './host.ts';
import { Holds, type Hold } from './hold.ts';
import type { DriverProcess, Play, Step } from './play.ts';

export class FakeDrivers implements Processes {
  /** Every driver that was started, oldest first. */
  readonly all: FakeDriver[] = [];
  /** The jobs of later drivers. */
  play: Play;
  /** Kills take effect once this settles; at once if it is null. */
  killsWaitFor: Promise<unknown> | null = null;
  readonly master: FakeMaster;
  readonly #tree: Tree;
  readonly #clock: () => Date;
  readonly #holds = new Holds<FakeDriver>();
  readonly #bodies = new Map<string, number>();
  readonly #byId = new Map<string, FakeDriver>();
  readonly #waiting = new Set<{ attempt: RegExp; found: (driver: FakeDriver) => void }>();
  readonly #agent = new Agent({ keepAlive: true });

  constructor(tree: Tree, options: MasterOptions, play: Play) {
    this.#tree = tree;
    this.#clock = options.clock;
    this.play = play;
    this.master = new FakeMaster(options, this);
  }

  /** Makes drivers wait at a step: all, or those of matching attempts. */
  hold(step: Exclude<Step, 'ended'>, attempt = /(?:)/): Hold<FakeDriver> {
    return this.#holds.add(step, attempt);
  }

  /** Resolves with the next driver that starts, or the next one of a matching attempt. */
  next(attempt = /(?:)/): Promise<FakeDriver> {
    return new Promise((found) => this.#waiting.add({ attempt, found }));
  }

  of(attempt: string): FakeDriver[] {
    return this.all.filter((driver) => driver.attempt === attempt);
  }

  get(id: string): FakeDriver | undefined {
    return this.#byId.get(id);
  }

  /** The number of times that the job of an attempt has started. */
  bodies(attempt: string): number {
    return this.#bodies.get(attempt) ?? 0;
  }

  launch(record: DriverRecord): void {
    record.worker?.print(record.id, 'stderr', launchCommand(record));
    // After the answer to the submission was sent.
    setImmediate(() => {
      if (record.state === 'RUNNING') void this.#run(record);
    });
  }

  kill(record: DriverRecord): void {
    const carryOut = () => {
      this.#byId.get(record.id)?.kill();
    };
    if (this.killsWaitFor) void this.killsWaitFor.then(carryOut, carryOut);
    else setImmediate(carryOut);
  }

  granted(application: ApplicationRecord): void {
    this.#byId.get(application.driver)?.granted();
  }

  removed(application: ApplicationRecord): void {
    this.#byId.get(application.driver)?.applicationRemoved();
  }

  /** Kills every process; the master does not notice. */
  close(): void {
    for (const driver of this.all) driver.kill();
    this.#agent.destroy();
  }

  async #run(record: DriverRecord): Promise<void> {
    const session = sessionOf(record.request);
    const host = session === null ? null : new FakeHost(this.#tree, session, this.#clock);
    await this.#start(record, {
      play: host
        ? { script: (_args, driver) => host.run(driver, (...share) => this.#share(...share)) }
        : this.play,
      ended: (_driver, code) => {
        host?.killAll();
        const state = code === 0 ? 'FINISHED' : 'FAILED';
        this.master.driverEnded(record, code === null ? 'KILLED' : state);
      },
    });
  }

  /** Starts the process of an attempt in a host. */
  #share(
    host: DriverProcess,
    attempt: string,
    shared: ApplicationRecord,
    ended: (code: number | null) => void,
  ): FakeDriver {
    const { record } = host;
    const id = shareOf(host.id, attempt);
    const own = { ...record, id, request: { ...record.request, attempt } };
    const play = { play: this.play, shared };
    void this.#start(own, {
      ...play,
      ended: (_driver, code) => {
        ended(code);
      },
    });
    const process = this.#byId.get(id);
    if (!process) throw new Error(`${id} did not start`);
    return process;
  }

  async #start(
    record: DriverRecord,
    own: Pick<Surroundings, 'play' | 'ended' | 'shared'>,
  ): Promise<void> {
    const driver = new FakeDriver(record, {
      master: this.master,
      tree: this.#tree,
      holds: this.#holds,
      clock: this.#clock,
      call: (url, attempt) => {
        this.#call(url, attempt);
      },
      reached: ({ attempt }, step) => {
        if (step === 'running' && attempt !== null)
          this.#bodies.set(attempt, this.bodies(attempt) + 1);
      },
      ...own,
    });
    this.all.push(driver);
    this.#byId.set(record.id, driver);
    for (const waiting of this.#waiting) {
      if (!waiting.attempt.test(driver.attempt ?? '')) continue;
      this.#waiting.delete(waiting);
      waiting.found(driver);
    }
    await driver.run();
  }

  /** The callback only wakes the orchestrator, so a failure is ignored. */
  #call(url: string, attempt: string): void {
    const body = JSON.stringify({ attempt });
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    request(`${url.replace(/\/+$/, '')}/wake`, { method: 'POST', agent: this.#agent, headers })
      .on('response', (answer) => answer.resume())
      .on('error', () => undefined)
      .end(body);
  }
}
