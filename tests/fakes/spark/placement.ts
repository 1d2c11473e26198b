/** The placement of drivers and executors by Spark's master: `schedule` of org.apache.spark.deploy.master.Master. */
import type { FakeWorker, Size } from './worker.ts';

/**
 * Places waiting drivers in their order, round robin over the live workers from a random one on. A driver that fits no worker
 * does not block the others.
 *
 * @param random - from 0 to 1
 * @returns the placed drivers; their resources are taken
 */
export function placeDrivers<T extends Size>(
  waiting: readonly T[],
  workers: readonly FakeWorker[],
  random: () => number,
): (readonly [T, FakeWorker])[] {
  const alive = workers.filter(({ state }) => state === 'ALIVE');
  let at = Math.floor(random() * alive.length);
  return waiting.flatMap((driver) => {
    const inTurn = [...alive.slice(at), ...alive.slice(0, at)];
    const found = inTurn.findIndex((worker) => worker.hasRoomFor(driver));
    const worker = inTurn[found];
    if (!worker) return [];
    at = (at + found + 1) % alive.length;
    worker.take(driver);
    return [[driver, worker] as const];
  });
}

/**
 * Spreads the missing executors of an application over the workers in turn, beginning with the freest.
 *
 * @param lacking - the number of missing cores
 * @returns a worker for each new executor; the resources are taken
 */
export function placeExecutors(
  lacking: number,
  executor: Size,
  workers: readonly FakeWorker[],
): FakeWorker[] {
  const byRoom = workers
    .filter((worker) => worker.hasRoomFor(executor))
    .sort((one, other) => other.free.cores - one.free.cores);
  const placed: FakeWorker[] = [];
  let left = lacking;
  for (let before = -1; before !== placed.length;) {
    before = placed.length;
    for (const worker of byRoom) {
      if (left < executor.cores || !worker.hasRoomFor(executor)) continue;
      worker.take(executor);
      placed.push(worker);
      left -= executor.cores;
    }
  }
  return placed;
}
