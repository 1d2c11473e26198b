import assert from 'node:assert/strict';
import { simulate } from './history.ts';
import { seedsFrom, simulateMany } from './many.ts';
import { inParallel } from './parallel.ts';
import * as planted from './planted.ts';
import { SEEDS_OF_BUGS } from './seeds.ts';

const HISTORIES = 1_000;

describe('simulated histories', function () {
  this.timeout(300_000);

  it('are the same for the same seed', async () => {
    const [one, other] = [await simulate('7'), await simulate('7')];
    assert.ok(one.attempts > 0);
    assert.deepEqual(one.diary, other.diary);
  });

  for (const { seed, bug } of SEEDS_OF_BUGS)
    it(`do not repeat a bug: ${bug}`, async () => {
      const { violations, diary } = await simulate(seed);
      assert.deepEqual(violations, [], diary.slice(-40).join('\n'));
    });

  it('violate no invariant, in a thousand histories', async () => {
    const { histories, attempts, broken } = await inParallel(1, HISTORIES);
    assert.deepEqual(
      broken.map(({ seed, violations }) => `${seed}: ${violations.join('; ')}`),
      [],
      'replay one with: npm run simulate -- --seed <seed> --histories 1',
    );
    assert.equal(histories, HISTORIES);
    assert.ok(attempts > HISTORIES);
  });

  for (const [name, plant] of Object.entries(planted))
    it(`find a planted bug: ${name.toLowerCase().replaceAll('_', ' ')}`, async () => {
      const { broken, histories } = await simulateMany(seedsFrom(1, 300), { plant });
      assert.equal(broken.length, 1, `${histories} histories did not find it`);
    });
});
