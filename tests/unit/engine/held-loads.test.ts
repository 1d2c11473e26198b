import assert from 'node:assert/strict';
import { watchingHeldLoads } from '../../../orchestrator/engine/steps/held-loads.ts';
import type { Connection, Holder } from '../../../orchestrator/ports/ports.ts';
import { UnreachableError } from '../../../orchestrator/model/errors.ts';
import { testWorld } from './world.ts';

const pipeline = (name: string, source: string, more = '') => `pipeline: ${name}
${more}sources: { ${source}: { kind: xid, tables: { sales: lake.bronze.sales } } }
stages: { load: { job: l/load.py, sources: [${source}] } }
`;

describe('a transaction that holds loads back', () => {
  const warned: string[] = [];
  const asked: string[] = [];
  const said = (index: number) => String(warned[index]);
  let holder: Holder | null;
  const connection = (url: string): Connection => ({ url, user: 'reader', secret: 'reader' });

  const begin = () => {
    warned.length = asked.length = 0;
    const silent = () => undefined;
    const world = testWorld(
      [
        pipeline('clocked', 'shop', "schedule: { cron: '0 * * * *' }\n"),
        pipeline('by-hand', 'stock'),
      ],
      {
        connections: { shop: connection('shop'), stock: connection('stock') },
        log: { info: silent, error: silent, warn: (words) => void warned.push(words) },
      },
    );
    const step = watchingHeldLoads({
      patience: 300,
      sources: {
        holder: ({ url }) => {
          asked.push(url);
          return Promise.resolve(holder);
        },
      },
    });
    return { world, step };
  };

  it('is reported once when it lasts, and once when it is over', async () => {
    const { world, step } = begin();
    holder = { xid: '77', pid: 4711, name: 'a slow app', age: 250 };
    await step(world);
    assert.deepEqual(warned, []);
    for (const age of [311, 372]) {
      world.pass(61);
      holder = { ...holder, age };
      await step(world);
    }
    assert.equal(warned.length, 1);
    assert.match(said(0), /^shop: a slow app \(pid 4711\), open for 311 s, holds loads back/);
    assert.match(said(0), /pg_terminate_backend\(4711\)$/);
    world.pass(61);
    holder = { xid: '99', pid: 4711, name: 'a slow app', age: 1 };
    await step(world);
    assert.match(said(1), /^shop: .* is over, after \d+ s$/);
    world.pass(61);
    await step(world);
    assert.equal(warned.length, 2);
  });

  it('is timed from its first sight if its age is hidden', async () => {
    const { world, step } = begin();
    holder = { xid: '77', pid: null, name: 'gid', age: null };
    await step(world);
    world.pass(299);
    await step(world);
    assert.deepEqual(warned, []);
    world.pass(61);
    await step(world);
    assert.match(said(0), /prepared transaction gid holds.*rollback prepared 'gid'$/);
  });

  it('is looked for once a minute, and only in sources of scheduled pipelines', async () => {
    const { world, step } = begin();
    holder = null;
    for (const seconds of [0, 30, 29, 1]) {
      world.pass(seconds);
      await step(world);
    }
    assert.deepEqual(asked, ['shop', 'shop']);
  });

  it('is not reported if its source is unreachable', async () => {
    const { world } = begin();
    const away = () => Promise.reject(new UnreachableError('a source', 'it is away'));
    await watchingHeldLoads({ patience: 1, sources: { holder: away } })(world);
    assert.deepEqual(warned, []);
  });

  it('is not waited for if its source hangs', async () => {
    const { world } = begin();
    await watchingHeldLoads({
      patience: 1,
      sources: { holder: () => new Promise(() => undefined) },
    })(world);
    assert.deepEqual(warned, []);
  });
});
