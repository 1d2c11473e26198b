import assert from 'node:assert/strict';
import { startEngine } from '../../../orchestrator/engine/engine.ts';
import type { Log } from '../../../orchestrator/ports/ports.ts';
import { RetryableError } from '../../../orchestrator/model/errors.ts';
import { testWorld } from './world.ts';

const YAML = `pipeline: p
alerts: [{ on: failed, webhook: 'https://chat.example/hook' }]
stages: { only: { job: a.py } }`;

const lease = { hold: () => Promise.resolve(true), leads: () => true };

/** As winston's: its methods stand on the prototype. */
class ClassLog implements Log {
  told: (message: string) => void = () => undefined;
  info(): void {
    return;
  }
  warn(): void {
    return;
  }
  error(message: string): void {
    this.told(message);
  }
}

describe('the engine', () => {
  it('reports a failed upkeep step and goes on', async () => {
    const log = new ClassLog();
    const told = new Promise<string>((resolve) => (log.told = resolve));
    const world = testWorld([YAML], {
      log,
      notify: () => Promise.reject(new RetryableError('the webhook was not taken')),
    });
    const sleep = (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    const run = await world.planned('p');
    await world.store.stages.fail(run, 'only', 'it broke');
    const engine = startEngine({ ...world, clock: { ...world.clock, sleep } }, lease, {
      schedules: false,
    });
    assert.equal(await told, 'alert: the webhook was not taken');
    await engine.stop();
  });

  it('applies pending bookmark requests before it submits anything', async () => {
    const order: string[] = [];
    let submitted: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (submitted = resolve));
    const tables = { sales: '10' };
    const sources = { shop: { system_identifier: '7', kind: 'xid' as const, tables } };
    const bookmark = { version: 1 as const, sources, run: 'r', attempt: 'a', time: '' };
    const world = testWorld(['pipeline: q\nstages: { only: { job: a.py } }'], {
      bookmarks: {
        read: () => Promise.resolve(bookmark),
        write: () => Promise.resolve(void order.push('bookmark')),
      },
      attemptFiles: {
        writeSpec: () => {
          order.push('submission');
          submitted();
          return Promise.reject(new RetryableError('enough'));
        },
      } as never,
    });
    await world.planned('q');
    await world.store.bookmarkRequests.ask({
      id: 'r1',
      source: 'shop',
      mode: 'rebase',
      kind: 'xid',
      tables: { sales: '0' },
      by: 'ada',
      reason: 'a restore',
    });
    const engine = startEngine(world, lease, { schedules: false });
    await first;
    assert.deepEqual(order, ['bookmark', 'submission']);
    await engine.stop();
  });
});
