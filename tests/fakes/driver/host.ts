/** The host of a session, with the steps of jobs/sparkwright/session/. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seal } from '../../../orchestrator/hdfs/sealed.ts';
import type { Tree } from '../hdfs/tree.ts';
import type { ApplicationRecord } from '../spark/records.ts';
import type { DriverRequest } from '../spark/submission.ts';
import { takeClaim } from './attempt-folder.ts';
import type { DriverProcess } from './play.ts';

const FINISHED = 0;
const LOST = 3;
const PAUSE_MS = 5;

type Start = (
  host: DriverProcess,
  attempt: string,
  application: ApplicationRecord,
  ended: (code: number | null) => void,
) => { kill(): void };

/** The session in the arguments of a driver; null if it is not a host. */
export function sessionOf({ scriptArgs }: DriverRequest): string | null {
  const spec = scriptArgs[scriptArgs.indexOf('--session') + 1] ?? '';
  return /\/sparkwright\/sessions\/([^/]+)\/spec\.json$/.exec(spec)?.[1] ?? null;
}

export class FakeHost {
  readonly #tree: Tree;
  readonly #session: string;
  readonly #clock: () => Date;
  readonly #running = new Map<string, { kill(): void }>();
  #alive = true;

  constructor(tree: Tree, session: string, clock: () => Date) {
    this.#tree = tree;
    this.#session = session;
    this.#clock = clock;
  }

  /** @returns its exit code */
  async run(host: DriverProcess, start: Start): Promise<number> {
    const time = this.#clock().toISOString();
    const holder = takeClaim(this.#tree, this.#path('claim.json'), this.#session, host.id, time);
    if (holder) {
      host.print(`not running ${this.#session}: ${holder.reason ?? holder.driver ?? ''}`);
      return LOST;
    }
    const application = await host.register();
    this.#write(this.#path('application.json'), { application: application.id });
    while (this.#alive) {
      const inbox = this.#inbox();
      if (inbox.includes('close') && !this.#tree.exists(this.#path('closed.json')))
        this.#write(this.#path('closed.json'), { reason: 'the orchestrator closes it' });
      for (const name of inbox)
        if (name.endsWith('.json')) this.#tend(host, application, name.slice(0, -5), start);
      if (this.#running.size === 0 && inbox.every((name) => name === 'close'))
        if (this.#tree.exists(this.#path('closed.json'))) return FINISHED;
      await sleep(PAUSE_MS);
    }
    return FINISHED;
  }

  /** Its processes end with it. */
  killAll(): void {
    this.#alive = false;
    for (const process of this.#running.values()) process.kill();
  }

  #tend(host: DriverProcess, application: ApplicationRecord, attempt: string, start: Start): void {
    const killed = this.#tree.exists(this.#path(`inbox/${attempt}.kill`));
    const process = this.#running.get(attempt);
    if (process) {
      if (killed) process.kill();
    } else if (killed) {
      this.#end(attempt, -9);
    } else {
      this.#running.set(
        attempt,
        start(host, attempt, application, (code) => {
          this.#running.delete(attempt);
          if (this.#alive) this.#end(attempt, code ?? -9);
        }),
      );
    }
  }

  #end(attempt: string, code: number): void {
    this.#write(`/sparkwright/attempts/${attempt}/ended.json`, { attempt, code });
    for (const ending of ['json', 'kill'])
      this.#tree.remove(this.#path(`inbox/${attempt}.${ending}`), false);
  }

  #inbox(): string[] {
    const folder = this.#path('inbox');
    if (!this.#tree.exists(folder)) return [];
    return this.#tree.list(folder).map(({ pathSuffix }) => pathSuffix);
  }

  #write(path: string, value: object): void {
    if (!this.#tree.exists(path)) this.#tree.create(path, seal({ version: 1, ...value }), false);
  }

  #path(name: string): string {
    return `/sparkwright/sessions/${this.#session}/${name}`;
  }
}
