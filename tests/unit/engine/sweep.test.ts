import assert from 'node:assert/strict';
import type { Leftover } from '../../../orchestrator/ports/ports.ts';
import { removalsOf, type Limits, type Remains } from '../../../orchestrator/retention/sweep.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const DAY = 86_400;
const LIMITS: Limits = {
  runs: 90 * DAY,
  attempts: 30 * DAY,
  logs: 14 * DAY,
  events: 14 * DAY,
  drivers: 7 * DAY,
  releases: 2,
};
const ago = (days: number) => new Date(NOW.getTime() - days * DAY * 1000);
const leftover = (name: string, days: number): Leftover => ({
  name,
  path: `/there/${name}`,
  modified: ago(days),
});
const hash = (letter: string) => letter.repeat(64);

function removed(remains: Partial<Remains>): string[] {
  const all: Remains = {
    runs: [],
    attempts: [],
    logs: [],
    orphans: [],
    sessions: [],
    events: [],
    applications: new Set(),
    driverFolders: [],
    drivers: new Set(),
    releases: [],
    releasesInUse: new Set(),
    attemptPath: (attempt) => ({ files: `/a/${attempt}`, logs: `/a/${attempt}/logs` }),
    ...remains,
  };
  return removalsOf(all, LIMITS, NOW).map(({ kind, name, path }) => `${kind} ${path ?? name}`);
}

describe('what retention removes', () => {
  it('is nothing if nothing is there', () => {
    assert.deepEqual(removed({}), []);
  });

  it("removes an attempt's logs with its folder, not separately", () => {
    const [young, old] = ['r-1', 'r-2'].map((id) => ({ id, run: 'r', ended: ago(40) }));
    assert.ok(young && old);
    assert.deepEqual(removed({ logs: [young, old], attempts: [old] }), [
      'logs /a/r-1/logs',
      'attempts /a/r-2',
    ]);
  });

  it('removes the old folder of an attempt that the store does not have', () => {
    const orphans = [leftover('young', 29), leftover('old', 31)];
    assert.deepEqual(removed({ orphans }), ['attempts /there/old']);
  });

  it('keeps the event log of a running application, however old', () => {
    const events = [
      leftover('app-20260101000000-0001.zstd.inprogress', 100),
      leftover('eventlog_v2_app-20260101000000-0002', 100),
      leftover('app-20260101000000-0003.zstd', 100),
      leftover('app-20260531000000-0004.zstd', 1),
    ];
    const applications = new Set(['app-20260101000000-0001', 'app-20260101000000-0002']);
    assert.deepEqual(removed({ events, applications }), [
      'events /there/app-20260101000000-0003.zstd',
    ]);
  });

  it('keeps the folder of a live driver', () => {
    const driverFolders = [
      leftover('driver-1', 8),
      leftover('driver-2', 8),
      leftover('driver-3', 6),
    ];
    assert.deepEqual(removed({ driverFolders, drivers: new Set(['driver-1']) }), [
      'drivers /there/driver-2',
    ]);
  });

  it('keeps the newest releases, and older ones that are in use', () => {
    const releases = [
      leftover(hash('a'), 50),
      leftover(hash('b'), 40),
      leftover(hash('c'), 30),
      leftover(hash('d'), 20),
      leftover(hash('e'), 10),
    ];
    assert.deepEqual(removed({ releases, releasesInUse: new Set([hash('a')]) }), [
      `releases /there/${hash('c')}`,
      `releases /there/${hash('b')}`,
    ]);
  });

  it('removes interrupted uploads, and does not count them as releases', () => {
    const releases = [
      leftover(`.${hash('a')}.x1`, 0.5),
      leftover(`.${hash('b')}.x2`, 2),
      leftover(hash('c'), 3),
      leftover(hash('d'), 4),
    ];
    assert.deepEqual(removed({ releases }), [`releases /there/.${hash('b')}.x2`]);
  });

  it('removes at most one batch of each kind', () => {
    const events = Array.from({ length: 1_200 }, (_, i) => leftover(`app-1-${i}`, 100));
    assert.equal(removed({ events }).length, 1_000);
  });
});
