import cron, { type ScheduledTask } from 'node-cron';
import type { Pipeline, Schedule } from '../model/pipeline.ts';
import { inFields } from '../plan/cron-fields.ts';

/** What node-cron says of its own would go to the terminal, past the log. */
const silent = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
};

/**
 * Wakes the engine at slots, to the second; which slots are due, the engine finds out itself. It also looks by itself
 * every few seconds, so that a schedule that node-cron can't take only starts its runs that much later.
 */
export class Alarms {
  readonly #wake: () => void;
  readonly #tasks = new Map<string, { of: Pipeline; task: ScheduledTask | null }>();

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Has alarms for these pipelines, and for no others. */
  async set(pipelines: ReadonlyMap<string, Pipeline>): Promise<void> {
    for (const [name, { of }] of this.#tasks)
      if (pipelines.get(name) !== of) await this.#drop(name);
    for (const [name, of] of pipelines) {
      if (!of.schedule || this.#tasks.has(name)) continue;
      this.#tasks.set(name, { of, task: this.#task(of.schedule) });
    }
  }

  async stop(): Promise<void> {
    for (const name of this.#tasks.keys()) await this.#drop(name);
  }

  #task({ cron: expression, timezone }: Schedule): ScheduledTask | null {
    try {
      return cron.schedule(inFields(expression), this.#wake, { timezone, logger: silent });
    } catch {
      return null;
    }
  }

  async #drop(name: string): Promise<void> {
    await this.#tasks.get(name)?.task?.destroy();
    this.#tasks.delete(name);
  }
}
