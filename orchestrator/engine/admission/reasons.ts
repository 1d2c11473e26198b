/** Why a stage waits, as a text. */
import type { Size } from '../../model/pipeline.ts';
import type { Demand, Worker } from '../../ports/ports.ts';

/** `waits for a driver of 1 core, 1 GiB and ...; free: 1 core, 0.5 GiB and ...; 3 stages ahead` */
export function waitsFor(demand: Demand, workers: readonly Worker[], ahead: number): string {
  const alive = workers.filter((worker) => worker.alive);
  const free =
    alive.length === 0 ? 'no worker is alive' : `free: ${alive.map(freeOn).join(' and ')}`;
  const queue = ahead === 0 ? '' : `; ${ahead} ${ahead === 1 ? 'stage' : 'stages'} ahead`;
  return `waits for ${demandText(demand)}; ${free}${queue}`;
}

/** `waits for 4 places of the pool lake; 2 of 4 are taken` */
export function waitsForPlaces(pool: string, wanted: number, used: number, size: number): string {
  const places = wanted === 1 ? 'a place' : `${wanted} places`;
  return `waits for ${places} of the pool ${pool}; ${Math.min(used, size)} of ${size} are taken`;
}

export function waitsBehind(pool: string, first: string): string {
  return `waits for a place of the pool ${pool} behind ${first}, whose turn it is`;
}

/** `waits for room on the cluster behind more than 50 stages`: constant while the queue moves, so that it is saved once. */
export function waitsBehindMany(pool: string | null, many: number): string {
  const what = pool === null ? 'room on the cluster' : `a place of the pool ${pool}`;
  return `waits for ${what} behind more than ${many} stages`;
}

export function tooLarge(demand: Demand): string {
  return `needs ${demandText(demand)}, which no placement on these workers gives; ask for less under spark, or add a worker`;
}

function freeOn({ coresFree, memoryFree }: Worker): string {
  return sizeText({ cores: coresFree, memory: memoryFree });
}

function demandText({ driver, executor }: Demand): string {
  return `a driver of ${sizeText(driver)} and an executor of ${sizeText(executor)}`;
}

function sizeText({ cores, memory }: Size): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'}, ${gibibytes(memory)}`;
}

function gibibytes(mebibytes: number): string {
  return `${Number((mebibytes / 1024).toFixed(1))} GiB`;
}
