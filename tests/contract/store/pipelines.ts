/** Slots, schedules and versions. */
import assert from 'node:assert/strict';
import { DIAMOND, newRun, NOW, RELEASE, type StoreKit } from '../../support/store-kit.ts';

export function describePipelines(kit: StoreKit): void {
  it('a slot gets one run', async () => {
    const slot = 'cron:2026-01-01T00:00:00Z';
    const made = await Promise.all([
      kit.store.runs.insert(newRun('first', { slot })),
      kit.store.runs.insert(newRun('second', { slot })),
    ]);
    assert.equal(made.filter((found) => found !== null).length, 1);
    for (const found of made) if (found) await kit.store.runs.fail(found.id, 'test');
  });

  it('a slot of a schedule is taken once', async () => {
    const slot = new Date('2026-03-01T11:00:00Z');
    const next = new Date('2026-03-01T13:00:00Z');
    await kit.store.pipelines.register('hourly', 'v1', slot, NOW);
    assert.deepEqual(
      (await kit.store.pipelines.due(NOW)).map(({ name }) => name),
      ['hourly'],
    );
    const run = (id: string) => newRun(id, { pipeline: 'hourly', slot: `cron:${id}` });
    await kit.store.pipelines.take('hourly', slot, [run('h-1')], next);
    await kit.store.pipelines.take('hourly', slot, [run('h-2')], next);
    assert.ok(await kit.store.runs.get('h-1'));
    assert.equal(await kit.store.runs.get('h-2'), null);
    assert.deepEqual(await kit.store.pipelines.due(NOW), []);
    await kit.store.runs.fail('h-1', 'test');
  });

  it('a known schedule keeps its next slot; a changed one, or one without a slot, gets the new slot', async () => {
    const [one, two] = [new Date('2026-04-01T00:00:00Z'), new Date('2026-05-01T00:00:00Z')];
    const next = async () =>
      (await kit.store.pipelines.list())
        .find(({ name }) => name === 'changing')
        ?.nextSlot?.getTime();
    await kit.store.pipelines.register('changing', 'v1', one, NOW);
    await kit.store.pipelines.register('changing', 'v1', two, NOW);
    assert.equal(await next(), one.getTime());
    await kit.store.pipelines.register('changing', 'v2', two, NOW);
    assert.equal(await next(), two.getTime());
    await kit.store.pipelines.take('changing', two, [], null);
    assert.equal(await next(), undefined);
    await kit.store.pipelines.register('changing', 'v2', one, NOW);
    assert.equal(await next(), one.getTime(), 'its file was removed and restored');
    await kit.store.pipelines.take('changing', one, [], null);
  });

  it('a paused pipeline has no due slots', async () => {
    const slot = new Date('2026-02-01T00:00:00Z');
    await kit.store.pipelines.register('paused', '', slot, NOW);
    assert.equal(await kit.store.pipelines.pause('paused', 'a holiday'), true);
    assert.equal(await kit.store.pipelines.pause('paused', 'again'), false);
    assert.equal(
      (await kit.store.pipelines.due(NOW)).some(({ name }) => name === 'paused'),
      false,
    );
    assert.equal(
      await kit.store.pipelines.resume('paused', new Date('2026-06-01T00:00:00Z'), NOW),
      true,
    );
  });

  it('a changed pipeline, or changed jobs, get the next version number', async () => {
    const first = await kit.store.pipelines.version(DIAMOND, RELEASE);
    assert.equal(await kit.store.pipelines.version(DIAMOND, RELEASE), first);
    const changed = { ...DIAMOND, description: 'changed' };
    const numbers = await Promise.all([
      kit.store.pipelines.version(changed, RELEASE),
      kit.store.pipelines.version(DIAMOND, 'def'),
    ]);
    assert.equal(new Set([first, ...numbers]).size, 3);
    const [second] = numbers;
    assert.equal((await kit.store.pipelines.definition('diamond', second))?.description, 'changed');
  });

  it('findVersion creates no version', async () => {
    const definition = { ...DIAMOND, name: 'unmade' };
    assert.deepEqual(await kit.store.pipelines.findVersion(definition, RELEASE), {
      known: null,
      newest: 0,
    });
    await kit.store.pipelines.register('unmade', '', null, NOW);
    const version = await kit.store.pipelines.version(definition, RELEASE);
    assert.deepEqual(await kit.store.pipelines.findVersion(definition, RELEASE), {
      known: version,
      newest: version,
    });
    assert.equal((await kit.store.pipelines.findVersion(definition, 'other')).known, null);
  });
}
