/** Sessions, and who may change them. */
import assert from 'node:assert/strict';
import { FencedOut } from '../../../orchestrator/model/errors.ts';
import type { Session } from '../../../orchestrator/model/session.ts';
import { NOW, type StoreKit } from '../../support/store-kit.ts';

const SIZE = { driver: { cores: 1, memory: 1024 }, executor: { cores: 2, memory: 2048 } };
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

export function describeSessions(kit: StoreKit): void {
  const sessions = () => kit.store.sessions;
  const intended = async (created = NOW) => {
    const id = `session-${kit.number()}`;
    await sessions().intend({ id, key: `key of ${id}`, run: null, size: SIZE, places: 2 }, created);
    return id;
  };
  const opened = async () => {
    const id = await intended();
    await sessions().submitted(id, `driver of ${id}`);
    return id;
  };
  const found = async (id: string) => (await sessions().open()).find((each) => each.id === id);
  const is = async (id: string, expected: Partial<Session>) => {
    const [session] = await sessions().ofDrivers([`driver of ${id}`]);
    assert.deepEqual({ ...session, ...expected }, session);
  };

  describe('with sessions', () => {
    it('one is saved before its host is known, and then opens', async () => {
      const id = await intended();
      const expected: Session = {
        id,
        key: `key of ${id}`,
        run: null,
        state: 'intended',
        reason: 'its host is about to be submitted',
        driver: null,
        application: null,
        size: SIZE,
        places: 2,
        taken: 0,
        created: NOW,
        idleSince: NOW,
        closingSince: null,
      };
      assert.deepEqual(await found(id), expected);
      await sessions().submitted(id, `driver of ${id}`);
      await sessions().registered(id, 'app-1');
      const state = 'open';
      const changes = { state, driver: `driver of ${id}`, application: 'app-1' } as const;
      assert.deepEqual(await found(id), { ...expected, ...changes, reason: 'takes attempts' });
      await sessions().closed(id, 'test');
    });

    it('another host may take the place of the first', async () => {
      const id = await opened();
      await sessions().registered(id, 'app-1');
      await sessions().submitted(id, `twin of ${id}`);
      assert.equal((await found(id))?.driver, `twin of ${id}`);
      assert.equal((await found(id))?.application, null);
      await sessions().closing(id, 'it is old', NOW);
      await sessions().submitted(id, `driver of ${id}`);
      await is(id, { state: 'closing', reason: 'it is old' });
      await sessions().closed(id, 'test');
    });

    it('the oldest comes first', async () => {
      const [young, old] = [await intended(later(9)), await intended(later(-9))];
      const ids = (await sessions().open()).map(({ id }) => id);
      assert.ok(ids.indexOf(old) < ids.indexOf(young), ids.join());
      for (const id of [young, old]) await sessions().closed(id, 'test');
    });

    it('attempts are counted, and end the time without one', async () => {
      const id = await opened();
      assert.equal(await sessions().taken(id), true);
      await is(id, { taken: 1, idleSince: null });
      await sessions().idle(id, later(5));
      await sessions().idle(id, later(8));
      await is(id, { idleSince: later(5) });
      assert.equal(await sessions().taken(id), true);
      await is(id, { taken: 2, idleSince: null });
      await sessions().closed(id, 'test');
    });

    it('a closing one gets no attempt, and keeps its first reason', async () => {
      const id = await opened();
      await sessions().closing(id, 'it is old', later(3));
      await sessions().closing(id, 'it is idle', later(4));
      assert.equal(await sessions().taken(id), false);
      await is(id, { state: 'closing', reason: 'it is old', closingSince: later(3), taken: 0 });
      await sessions().closed(id, 'test');
    });

    it('one without a host can not close, but can end', async () => {
      const id = await intended();
      await sessions().closing(id, 'it is old', later(3));
      assert.equal((await found(id))?.state, 'intended');
      await sessions().closed(id, 'its host was not submitted');
      assert.equal(await found(id), undefined);
    });

    it('a closed one never changes', async () => {
      const id = await opened();
      await sessions().closed(id, 'its host is gone');
      const [before] = await sessions().ofDrivers([`driver of ${id}`]);
      assert.equal(await sessions().taken(id), false);
      await sessions().submitted(id, 'another');
      await sessions().registered(id, 'app-2');
      await sessions().idle(id, later(9));
      await sessions().closing(id, 'again', later(9));
      await sessions().closed(id, 'again');
      await is(id, { ...before, state: 'closed', reason: 'its host is gone' });
      assert.equal(await found(id), undefined);
    });

    it('only closed ones are forgotten', async () => {
      const [closed, open] = [await opened(), await opened()];
      await sessions().closed(closed, 'test');
      await sessions().forget([closed, open]);
      const ids = await sessions().ofDrivers([closed, open].map((id) => `driver of ${id}`));
      assert.deepEqual(
        ids.map(({ id }) => id),
        [open],
      );
      await sessions().closed(open, 'test');
    });

    it('only the leader may change them', async () => {
      const { sessions: fenced } = kit.opened.engine;
      const id = await opened();
      await assert.rejects(fenced.taken(id), FencedOut);
      await assert.rejects(fenced.closing(id, 'not mine', NOW), FencedOut);
      await assert.rejects(fenced.closed(id, 'not mine'), FencedOut);
      await is(id, { state: 'open', taken: 0 });
      await sessions().closed(id, 'test');
    });
  });
}
