import assert from 'node:assert/strict';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { useCluster } from '../support/cluster.ts';
import { addOrders, assertExact, bookmarks, master } from '../support/lake.ts';
import { manualPipelines } from '../support/variants.ts';
import { STAGES } from './boundaries.ts';
import { ended } from './ended.ts';
import type { Moment } from './mortal.ts';
import { wireReal } from './real.ts';

const DEATHS: Moment[] = [
  { when: 'after', effect: 'cluster.submit', stage: 'ingest' },
  { when: 'before', effect: 'attempts.ended', stage: 'ingest' },
  { when: 'before', effect: 'bookmark.write' },
  { when: 'after', effect: 'bookmark.write' },
  { when: 'after', effect: 'attempts.commit', stage: 'ingest' },
  { when: 'after', effect: 'attempts.ended', stage: 'transform' },
  { when: 'before', effect: 'attempts.commit', stage: 'transform' },
  { when: 'after', effect: 'attempts.intend', stage: 'serve' },
  { when: 'after', effect: 'attempts.submitted', stage: 'serve' },
];

describe('every row is loaded once if the orchestrator dies at each of these moments, on a real cluster', function () {
  this.timeout(600_000);
  useCluster();

  it('one run through nine deaths', async () => {
    await addOrders(150);
    const wired = await wireReal({ pipelines: await manualPipelines() });
    const retail = wired.world.pipelines.get('retail');
    assert.ok(retail);
    const known = new Set((await driversOf()).map(({ id }) => id));
    const { id } = await startRun(wired.world, retail, {});
    for (const moment of DEATHS) {
      const engine = wired.start(moment);
      await engine.dead;
    }
    const last = wired.start();
    const run = await ended(wired.store, id);
    await last.stop();
    assert.equal(run.state, 'succeeded', run.reason);

    const attempts = await wired.store.attempts.of(id);
    const good = attempts.filter(({ state }) => state === 'succeeded');
    assert.deepEqual(
      good.map(({ stage }) => stage),
      STAGES,
    );
    // No attempt has two drivers, and each succeeded attempt has one.
    const made = (await driversOf()).filter((driver) => !known.has(driver.id));
    assert.ok(made.length <= attempts.length, `${made.length} drivers`);
    for (const { driver } of good) assert.ok(made.some((each) => each.id === driver));
    assert.equal((await bookmarks.read())?.run, id);
    await assertExact();
    await wired.close();
  });
});

async function driversOf() {
  const { activedrivers, completeddrivers } = await master();
  return [...activedrivers, ...completeddrivers];
}
