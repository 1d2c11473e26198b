import assert from 'node:assert/strict';
import { live } from './history.ts';
import { liveMany, seedsFrom } from './many.ts';
import { inParallel } from './parallel.ts';
import * as planted from './planted.ts';
import { FOUND } from './seeds.ts';

const HISTORIES = 1_000;

describe('simulated histories', function () {
  this.timeout(300_000);

  it('are the same for the same seed, to the last step', async () => {
    const [one, other] = [await live('7'), await live('7')];
    assert.ok(one.attempts > 0);
    assert.deepEqual(one.diary, other.diary);
  });

  for (const { seed, bug } of FOUND)
    it(`hold where they once did not: ${bug}`, async () => {
      const { violations, diary } = await live(seed);
      assert.deepEqual(violations, [], diary.slice(-40).join('\n'));
    });

  it(`hold, a thousand of them`, async () => {
    const { histories, attempts, broken } = await inParallel(1, HISTORIES);
    assert.deepEqual(
      broken.map(({ seed, violations }) => `${seed}: ${violations.join('; ')}`),
      [],
      `replay one with: npm run simulate -- --seed <seed> --histories 1`,
    );
    assert.equal(histories, HISTORIES);
    assert.ok(attempts > HISTORIES);
  });

  for (const [name, plant] of Object.entries(planted))
    it(`find a bug that was planted: ${name.toLowerCase().replaceAll('_', ' ')}`, async () => {
      const { broken, histories } = await liveMany(seedsFrom(1, 300), { plant });
      assert.equal(broken.length, 1, `${histories} histories did not find it`);
    });
});
