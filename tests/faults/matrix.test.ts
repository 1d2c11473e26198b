import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SESSION_MODES, type SessionMode } from '../../orchestrator/model/session-mode.ts';
import { until } from '../support/until.ts';
import { moments, nameOf, sessionMoments, STAGES } from './boundaries.ts';
import type { Moment } from './mortal.ts';
import { openShop, type Shop } from './shop.ts';

/** Stages after the first meet a session that is up, whichever stage they are. */
const FIRST_TWO = moments().filter(({ stage }) => stage === 'ingest' || stage === 'transform');
const MOMENTS: Record<SessionMode, Moment[]> = {
  none: moments(),
  run: sessionMoments(),
  warm: FIRST_TWO,
};

for (const session of SESSION_MODES)
  describe(`every row is loaded once if the orchestrator dies at this moment, with session: ${session}, on the fake cluster`, function () {
    this.timeout(60_000);
    let shop: Shop;
    before(async () => {
      shop = await openShop({}, { session });
    });
    after(() => shop.close());

    for (const moment of MOMENTS[session])
      it(nameOf(moment), async () => {
        // Each cell deploys a release of its own.
        await writeFile(join(shop.folder, 'jobs/job.py'), nameOf(moment));
        const first = shop.wired.start(moment);
        const run = await shop.start();
        await first.dead;
        const second = shop.wired.start();
        await shop.ended(run);
        if (session === 'run')
          await until(async () => (await shop.wired.store.sessions.open()).length === 0);
        await second.stop();
        await shop.assertExact(run);
      });
  });

describe('every row is loaded once if the orchestrator dies at this moment, on the fake cluster', function () {
  this.timeout(60_000);
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.close());

  describe('and its driver is slow to claim', () => {
    for (const stage of STAGES)
      for (const [when, effect] of [
        ['after', 'cluster.submit'],
        ['before', 'attempts.submitted'],
      ] as const)
        it(nameOf({ when, effect, stage }), async () => {
          const hold = shop.cluster.drivers.hold('started', new RegExp(`${stage}-1$`));
          const first = shop.wired.start({ when, effect, stage });
          const run = await shop.start();
          const late = shop.cluster.drivers.next(new RegExp(`${run.id}-${stage}-1$`));
          await first.dead;
          const second = shop.wired.start();
          await shop.ended(run);
          hold.release();
          const driver = await late;
          await driver.at('ended');
          await second.stop();
          // Its attempt was given up before, so it finds the claim taken.
          assert.equal(driver.exitCode, 3);
          assert.equal(shop.bodies.has(`${run.id}-${stage}-1`), false);
          await shop.assertExact(run);
        });
  });
});
