import assert from 'node:assert/strict';
import { roomFor } from '../../../orchestrator/engine/room.ts';
import type { Worker } from '../../../orchestrator/engine/ports.ts';

const GIB = 1024;
const worker = (coresFree: number, alive = true): Worker => ({
  id: `worker-${coresFree}`,
  alive,
  cores: 3,
  memory: 3 * GIB,
  coresFree,
  memoryFree: 3 * GIB,
});
const small = { cores: 1, memory: GIB };
const demand = { driver: small, executor: { cores: 2, memory: GIB } };

describe('room for a driver and an executor', () => {
  it('is there on two free workers', () => {
    assert.equal(roomFor(demand, [worker(3), worker(3)], []), 'fits');
  });

  it('is not there when the driver may land where it takes the only room for the executor', () => {
    // 2 + 1 cores are free, which is the sum that is asked for; but the driver may land on the worker with 2.
    assert.equal(roomFor(demand, [worker(2), worker(1)], []), 'must-wait');
  });

  it('is not there while an earlier stage, whose driver no worker shows yet, is promised it', () => {
    // Two drivers sent at once landed on two workers of 3 cores, and neither found 2 + 1 cores for the rest.
    const twoWorkers = [worker(2), worker(2)];
    assert.equal(roomFor(demand, twoWorkers, []), 'fits');
    assert.equal(roomFor(demand, twoWorkers, [demand.driver, demand.executor]), 'must-wait');
  });

  it('never is on workers that are too small when they are empty', () => {
    const greedy = { driver: small, executor: { cores: 4, memory: GIB } };
    assert.equal(roomFor(greedy, [worker(3), worker(3)], []), 'never-fits');
    const huge = { driver: { cores: 1, memory: 4 * GIB }, executor: small };
    assert.equal(roomFor(huge, [worker(3)], []), 'never-fits');
  });

  it('is waited for while no worker is alive', () => {
    assert.equal(roomFor(demand, [], []), 'must-wait');
    assert.equal(roomFor(demand, [worker(3, false)], []), 'must-wait');
  });
});
