import assert from 'node:assert/strict';
import { roomFor } from '../../../orchestrator/engine/admission/capacity.ts';
import type { Worker } from '../../../orchestrator/ports/ports.ts';

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
  it('exists on two free workers', () => {
    assert.equal(roomFor(demand, [worker(3), worker(3)], []), 'fits');
  });

  it("is missing if the driver may take the executor's only worker", () => {
    // 2 + 1 cores are free, which is the sum that is asked for; but the driver may land on the worker with 2.
    assert.equal(roomFor(demand, [worker(2), worker(1)], []), 'must-wait');
  });

  it('is missing while it is reserved for an earlier stage', () => {
    // Two drivers sent at once landed on two workers of 3 cores, and neither found 2 + 1 cores for the rest.
    const twoWorkers = [worker(2), worker(2)];
    assert.equal(roomFor(demand, twoWorkers, []), 'fits');
    assert.equal(roomFor(demand, twoWorkers, [demand.driver, demand.executor]), 'must-wait');
  });

  it('never exists on workers that are too small when empty', () => {
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
