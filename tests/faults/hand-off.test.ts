import { openClock } from '../../orchestrator/clock.ts';
import { openShop, type Shop } from './shop.ts';

describe('the hand-off between stages', function () {
  this.timeout(60_000);
  let shop: Shop;
  before(async () => {
    // A loop that nobody wakes sleeps forever.
    const sleep = (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    shop = await openShop({}, { clock: { ...openClock(), sleep } });
  });
  after(() => shop.close());

  it('a queued run and an ended driver wake the loop without a poll', async () => {
    const engine = shop.wired.start();
    for (let i = 0; i < 3; i++) {
      const run = await shop.start();
      await shop.ended(run);
      await shop.assertExact(run);
    }
    await engine.stop();
  });
});
