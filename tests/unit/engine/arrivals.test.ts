/** Files that arrive, over restarts: only the store remembers the seen ones. */
import assert from 'node:assert/strict';
import { triggering } from '../../../orchestrator/engine/steps/trigger.ts';
import type { FoundFile } from '../../../orchestrator/model/arrival.ts';
import { StoreRefused, UnreachableError } from '../../../orchestrator/model/errors.ts';
import { START, testWorld, type TestWorld } from './world.ts';

const FILES = 'pipeline: files\non: { path: /in/*, every: 30s }\nstages: { only: { job: a.py } }';

const file = (path: string, seconds: number, length = 1): FoundFile => ({
  path,
  modified: new Date(START.getTime() + seconds * 1000),
  length,
});

describe('files that arrive', () => {
  let files: FoundFile[];
  let world: TestWorld;
  let trigger: ReturnType<typeof triggering>;

  beforeEach(async () => {
    files = [];
    world = testWorld([FILES], { arrivals: { matching: () => Promise.resolve(files) } });
    await world.store.pipelines.register('files', '', null, START);
    trigger = triggering();
  });

  /** One look for each list of files. */
  async function looks(...given: FoundFile[][]): Promise<void> {
    for (files of given) {
      await trigger(world);
      world.pass(30);
    }
  }
  const restart = () => {
    trigger = triggering();
  };
  const slots = async () =>
    (await world.store.runs.list({ limit: 9_999 }))
      .map(({ slot }) => slot.replace('file:', '').replace('2026-03-01T', ''))
      .sort();

  it('count although they are old, if they were moved in between looks', async () => {
    const before = file('/in/before', -99);
    await looks([before], [before]);
    restart();
    const moved = file('/in/moved', -50);
    await looks([before, moved], [before, moved], [before, moved]);
    assert.deepEqual(await slots(), ['/in/moved@11:59:10Z']);
  });

  it('are neither missed nor taken twice by a second orchestrator', async () => {
    const one = file('/in/one', 1);
    await looks([], [one]);
    restart();
    await looks([one]);
    restart();
    await looks([one], [one]);
    assert.deepEqual(await slots(), ['/in/one@12:00:01Z']);
  });

  it('are new if they replace another file, also one of the same time', async () => {
    await looks([], [file('/in/a', 1, 1)], [file('/in/a', 1, 1)]);
    restart();
    await looks([file('/in/a', 1, 2)], [file('/in/a', 1, 2)], [file('/in/a', 1, 2)]);
    restart();
    await looks([file('/in/a', 1, 3)], [file('/in/a', 1, 3)]);
    await looks([file('/in/a', 0, 3)], [file('/in/a', 0, 3)]);
    assert.deepEqual(await slots(), [
      '/in/a@12:00:00Z',
      '/in/a@12:00:01Z',
      '/in/a@12:00:01Z+2',
      '/in/a@12:00:01Z+3',
    ]);
  });

  it('are not taken while they grow, however often the leader changes', async () => {
    await looks([]);
    for (let length = 1; length < 5; length++) {
      restart();
      await looks([file('/in/a', 1, length)]);
    }
    assert.deepEqual(await slots(), []);
    await looks([file('/in/a', 1, 4)]);
    assert.deepEqual(await slots(), ['/in/a@12:00:01Z']);
  });

  it('start nothing again when they are away for a while', async () => {
    const [old, one] = [file('/in/old', -9), file('/in/one', 1)];
    await looks([old], [old, one], [old, one], []);
    restart();
    await looks([], [old, one], [old, one]);
    assert.deepEqual(await slots(), ['/in/one@12:00:01Z']);
  });

  it('are recognized whatever characters their names have', async () => {
    const odd = ['/in/\u0001', '/in/größe 😀', '/in/\ud83d'].map((path) => file(path, -9));
    await looks(odd, odd);
    restart();
    await looks(odd, odd, odd);
    assert.deepEqual(await slots(), []);
  });

  it('are new under the new name of their folder', async () => {
    const [a, b] = [file('/in/a', -9), file('/in/b', -9)];
    await looks([a], [b], [b]);
    restart();
    await looks([b]);
    assert.deepEqual(await slots(), ['/in/b@11:59:51Z']);
  });

  it('are taken in order and in batches when thousands arrive at once', async () => {
    const many = Array.from({ length: 2_500 }, (_, i) => file(`/in/${i}`, 2_500 - i));
    await looks([], many, many);
    assert.equal((await slots()).length, 100);
    const [run] = await world.store.runs.list({ limit: 1 });
    assert.equal(run?.slotStart.getTime(), START.getTime() + 100_000, 'oldest first');
    await looks(many);
    assert.equal((await slots()).length, 100, 'no more while these wait');
    for (let look = 0; look < 30; look++) {
      for (const { id } of await world.store.runs.queued(world.clock.now()))
        await world.store.runs.fail(id, 'over');
      if (look % 7 === 0) restart();
      await looks(many);
    }
    assert.equal((await slots()).length, 2_500);
    assert.equal(new Set(await slots()).size, 2_500);
  });

  it('that arrived during a pause start nothing after it', async () => {
    const [one, two] = [file('/in/one', -9), file('/in/two', 70)];
    await looks([], [one]);
    await world.store.pipelines.pause('files', 'a holiday');
    await looks([one, two]);
    await world.store.pipelines.resume('files', null, world.clock.now());
    await looks([one, two], [one, two], [one, two, file('/in/three', -5)]);
    await looks(files);
    assert.deepEqual(await slots(), ['/in/three@11:59:55Z']);
  });

  it("are taken once if the store's answer to a write gets lost", async () => {
    const { seenFiles, runs } = world.store;
    let lost = 0;
    const losing = <G extends unknown[], T>(call: (...given: G) => Promise<T>) =>
      async function (...given: G): Promise<T> {
        const value = await call(...given);
        if (lost++ % 2 === 0) throw new UnreachableError('the run store', 'away');
        return value;
      };
    world.store = {
      ...world.store,
      seenFiles: { ...seenFiles, keep: losing((...given) => seenFiles.keep(...given)) },
      runs: { ...runs, insert: losing((run) => runs.insert(run)) },
    };
    const many = [1, 2, 3].map((second) => file(`/in/${second}`, second));
    for (const found of [[], many, many, many, many, many, many, many, many]) {
      files = found;
      await trigger(world).catch(() => undefined);
      world.pass(30);
    }
    assert.equal((await slots()).length, 3);
    world.store = { ...world.store, seenFiles, runs };
    await looks(many, many);
    assert.equal((await slots()).length, 3);
  });

  it('do not wait for a file whose run the store refuses', async () => {
    const { runs } = world.store;
    world.store = {
      ...world.store,
      runs: {
        ...runs,
        insert: (run) =>
          run.slot.includes('/in/bad')
            ? Promise.reject(new StoreRefused(new Error('too long')))
            : runs.insert(run),
      },
    };
    const both = [file('/in/bad', 1), file('/in/good', 2)];
    let failed = 0;
    for (const found of [[], both, both, both, both, both, both, both, both]) {
      files = found;
      await trigger(world).catch(() => failed++);
      world.pass(30);
    }
    assert.deepEqual(await slots(), ['/in/good@12:00:02Z']);
    assert.equal(failed, 4);
  });
});
