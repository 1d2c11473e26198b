/**
 * Whether the cluster has room for a stage. Which worker takes a driver is the master's choice, so that there has to be
 * room for the executor wherever the driver may land: sums of free cores are not enough.
 */
import type { Size } from '../model/pipeline.ts';
import type { Demand, Worker } from './ports.ts';

export type Room = 'fits' | 'must-wait' | 'never-fits';

/** @param reserved - what is promised to stages whose drivers or executors the workers don't show yet */
export function roomFor(
  demand: Demand,
  workers: readonly Worker[],
  reserved: readonly Size[],
): Room {
  const alive = workers.filter((worker) => worker.alive);
  // No worker at all is a cluster that is starting, not one that is too small.
  if (alive.length === 0) return 'must-wait';
  const whole = alive.map(({ cores, memory }) => ({ cores, memory }));
  if (!placesAnyhow(demand, whole)) return 'never-fits';
  const free = alive.map(({ coresFree, memoryFree }) => ({ cores: coresFree, memory: memoryFree }));
  return placesAnyhow(demand, reserved.reduce(withhold, free)) ? 'fits' : 'must-wait';
}

/** What is reserved may land on any worker that it fits, and so is taken off each of them. */
function withhold(free: Size[], part: Size): Size[] {
  return free.map((worker) => (holds(worker, part) ? minus(worker, part) : worker));
}

/** The driver has a worker to go to, and whichever it goes to, a worker is left for an executor. */
function placesAnyhow({ driver, executor }: Demand, workers: readonly Size[]): boolean {
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
