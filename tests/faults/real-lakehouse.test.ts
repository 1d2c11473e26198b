import assert from 'node:assert/strict';
import type { Attempt } from '../../orchestrator/model/attempt.ts';
import type { Run } from '../../orchestrator/model/run.ts';
import { useCluster } from '../support/cluster.ts';
import { command } from '../support/command.ts';
import {
  addOrders,
  assertExact,
  attemptsOf,
  bookmarks,
  goldFiles,
  rowsRead,
  tableFacts,
} from '../support/lake.ts';
import { orchestrate } from '../support/orchestrator.ts';
import { manualPipelines } from '../support/variants.ts';

const ORDERS = 'lake.bronze.orders';
const HISTORY = 'lake.bronze.ordershistory';

const PIPELINES = ['retail', 'maintenance', 'retail-quality'];

/** Maintenance expires everything at once. */
const THOROUGH = ['min_files=2', 'keep=0m', 'keep_last=1'].flatMap((each) => ['-p', each]);

describe('the lakehouse, on a real cluster', function () {
  this.timeout(1_200_000);
  useCluster();

  it('load, rewind, maintenance, full refresh and suites keep gold exact', async () => {
    const env = { SPARKWRIGHT_PIPELINES_DIR: await manualPipelines(shortened, PIPELINES) };
    const { sparkwright, json } = command(env);
    const orchestrator = orchestrate([], env);
    const queue = async (...args: string[]) => (await json<{ run: Run }>('run', ...args)).run.id;
    const succeeds = async (id: string): Promise<Attempt[]> => {
      await orchestrator.says(new RegExp(`${id} (succeeded|failed|killed)`));
      const { run } = await json<{ run: Run }>('show', id);
      const attempts = await attemptsOf(id);
      const told = attempts.map(({ stage, reason }) => `${stage}: ${reason}`).join('\n');
      assert.equal(run.state, 'succeeded', told);
      // A load that had met a compaction would have been tried again.
      assert.deepEqual(new Set(attempts.map(({ number }) => number)), new Set([1]), told);
      return attempts;
    };

    // After a rewind, the next load reads its rows again, and writes only new ones.
    await addOrders(900);
    const loaded = await queue('retail');
    await succeeds(loaded);
    const first = await rowsRead(loaded);
    await assertExact();
    const bound = (await bookmarks.read())?.sources.retail?.tables.orders;
    const rewound = await sparkwright('bookmark', 'rewind', 'retail', '--run', loaded, '--yes');
    assert.equal(rewound.exitCode, 0, rewound.stderr);
    const second = await addOrders(600);
    const again = await queue('retail');

    // Maintenance is queued beside that load, and a third load behind it.
    await orchestrator.says(new RegExp(`${again} ingest submitted`));
    const maintained = await queue('maintenance', ...THOROUGH);
    const replaced = await succeeds(again);
    assert.deepEqual(await rowsRead(again), {
      [ORDERS]: (first[ORDERS] ?? 0) + second.orders,
      [HISTORY]: (first[HISTORY] ?? 0) + second.history,
    });
    assert.equal(replaced[0]?.result?.rows[ORDERS]?.written, second.orders);
    const third = await addOrders(300);
    const last = await queue('retail');
    const upkeep = await succeeds(maintained);
    assert.match(await log(maintained), new RegExp(`^${ORDERS} +[\\d,]+ -> \\d`, 'm'));
    await succeeds(last);
    assert.deepEqual(await rowsRead(last), { [ORDERS]: third.orders, [HISTORY]: third.history });
    for (const load of [again, last])
      assert.ok(apart(upkeep, await attemptsOf(load)), `maintenance ran beside ${load}`);
    const after = (await bookmarks.read())?.sources.retail?.tables.orders;
    assert.ok(
      BigInt(after ?? 0) > BigInt(bound ?? 0),
      `the bookmark went from ${bound} to ${after}`,
    );
    await assertExact();

    // A full refresh from bronze gives the same gold, byte by byte; its suites run meanwhile.
    const gold = await goldFiles();
    const silver = await tableFacts('lake.silver.orders');
    const quality = await queue('retail-quality');
    await succeeds(await queue('retail', '--full-refresh', 'transform,serve'));
    assert.deepEqual(await goldFiles(), gold);
    const anew = await tableFacts('lake.silver.orders');
    assert.deepEqual([anew.rows, anew.snapshot === silver.snapshot], [silver.rows, false]);
    const [validated] = await succeeds(quality);
    const expected = validated?.result?.expectations ?? [];
    assert.ok(expected.length > 0);
    assert.deepEqual(
      expected.filter(({ failed }) => failed),
      [],
    );
    await assertExact();
    orchestrator.signal('SIGINT');
    assert.equal(await orchestrator.ended, 0);

    async function log(run: string): Promise<string> {
      const { stdout, stderr, exitCode } = await sparkwright('logs', run);
      assert.equal(exitCode, 0, stderr);
      return stdout;
    }
  });
});

/** Uses the profile for short jobs: the lake is small. */
function shortened(yaml: string): string {
  return yaml.includes('profile: short') ? yaml : `${yaml}\nspark: { profile: short }\n`;
}

/** Whether no attempt of one run overlaps an attempt of the other. */
function apart(some: readonly Attempt[], others: readonly Attempt[]): boolean {
  return some.every((one) =>
    others.every(
      (other) => time(one.ended) <= time(other.created) || time(other.ended) <= time(one.created),
    ),
  );
}

function time(at: Date | null): number {
  return at?.getTime() ?? Infinity;
}
