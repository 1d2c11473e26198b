import cron, { type ScheduledTask } from 'node-cron';
import type { Pipeline } from '../model/pipeline.ts';

/** Wakes the engine at every slot of every schedule, to the second; which slots are due, the engine finds out itself. */
export class Alarms {
  readonly #wake: () => void;
  readonly #tasks = new Map<string, { of: Pipeline; task: ScheduledTask }>();

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Has alarms for these pipelines, and for no others. */
  async set(pipelines: ReadonlyMap<string, Pipeline>): Promise<void> {
    for (const [name, { of }] of this.#tasks)
      if (pipelines.get(name) !== of) await this.#drop(name);
    for (const [name, of] of pipelines) {
      if (!of.schedule || this.#tasks.has(name)) continue;
      const { cron: expression, timezone } = of.schedule;
      this.#tasks.set(name, { of, task: cron.schedule(expression, this.#wake, { timezone }) });
    }
  }

  async stop(): Promise<void> {
    for (const name of this.#tasks.keys()) await this.#drop(name);
  }

  async #drop(name: string): Promise<void> {
    await this.#tasks.get(name)?.task.destroy();
    this.#tasks.delete(name);
  }
}
