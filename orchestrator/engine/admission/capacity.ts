/**
 * Whether the cluster has room for a stage. The master chooses the worker for a driver, so the executor must fit wherever the
 * driver may land: a sum of free cores is not enough.
 */
import type { Size } from '../../model/pipeline.ts';
import type { Demand, Worker } from '../../ports/ports.ts';

export type Fit = 'fits' | 'must-wait' | 'never-fits';

/** @param reserved - see `reservations` */
export function roomFor(
  demand: Demand,
  workers: readonly Worker[],
  reserved: readonly Size[],
): Fit {
  return new Capacity(workers, reserved).roomFor(demand);
}

/** No stage asks for less. */
const SMALLEST: Demand = { driver: { cores: 1, memory: 1 }, executor: { cores: 1, memory: 1 } };

/** The workers' free cores and memory, minus the reservations made one after the other. */
export class Capacity {
  readonly #whole: readonly Size[];
  #free: Size[];

  /** @param reserved - see `reservations` */
  constructor(workers: readonly Worker[], reserved: readonly Size[]) {
    const alive = workers.filter((worker) => worker.alive);
    this.#whole = alive.map(({ cores, memory }) => ({ cores, memory }));
    this.#free = alive.map(({ coresFree, memoryFree }) => ({
      cores: coresFree,
      memory: memoryFree,
    }));
    for (const part of reserved) this.#free = withhold(this.#free, part);
  }

  roomFor(demand: Demand): Fit {
    // A cluster without workers is starting; it is not too small.
    if (this.#whole.length === 0) return 'must-wait';
    if (!fitsAnywhere(demand, this.#whole)) return 'never-fits';
    return fitsAnywhere(demand, this.#free) ? 'fits' : 'must-wait';
  }

  reserve({ driver, executor }: Demand): void {
    this.#free = withhold(withhold(this.#free, driver), executor);
  }

  /** Whether not even the smallest stage has room. */
  isUsedUp(): boolean {
    return !fitsAnywhere(SMALLEST, this.#free);
  }
}

/** A reservation may land on any worker that it fits, so each of them loses that much. */
function withhold(free: Size[], part: Size): Size[] {
  return free.map((worker) => (holds(worker, part) ? minus(worker, part) : worker));
}

/** Whether the driver fits some worker and, on whichever it lands, an executor still fits somewhere. */
function fitsAnywhere({ driver, executor }: Demand, workers: readonly Size[]): boolean {
  const landings = workers.filter((worker) => holds(worker, driver));
  return (
    landings.length > 0 &&
    landings.every((landing) =>
      workers.some((worker) =>
        holds(worker === landing ? minus(worker, driver) : worker, executor),
      ),
    )
  );
}

function holds(worker: Size, part: Size): boolean {
  return worker.cores >= part.cores && worker.memory >= part.memory;
}

function minus(worker: Size, part: Size): Size {
  return { cores: worker.cores - part.cores, memory: worker.memory - part.memory };
}
