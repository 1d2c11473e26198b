/** Each version of a file that two looks have seen starts one run, for any sequence of looks and restarts. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareLooks, type FoundFile, type SeenFile } from '../../orchestrator/model/arrival.ts';
import { fileSlot } from '../../orchestrator/plan/slot-names.ts';
import { runs } from './effort.ts';

const SINCE = new Date(10_000);

const found = fc
  .uniqueArray(
    fc.record({
      path: fc.constantFrom('/in/a', '/in/b', '/in/_SUCCESS'),
      modified: fc.integer({ min: 8, max: 13 }).map((second) => new Date(second * 1000)),
      length: fc.integer({ min: 0, max: 2 }),
    }),
    { selector: ({ path }) => path, maxLength: 3 },
  )
  .map((files): FoundFile[] => files);

const versionOf = ({ path, modified, length }: FoundFile) => `${path} ${+modified} ${length}`;

/** The oracle: the versions that must start a run, computed from all looks. */
function expected(looks: readonly FoundFile[][]): Set<string> {
  const started = new Set<string>();
  /** The last known version of each path, and whether it counts as taken. */
  const last = new Map<string, { version: string; taken: boolean }>();
  looks.forEach((look, index) => {
    for (const file of look) {
      const version = versionOf(file);
      const known = last.get(file.path);
      const stays = known?.version === version;
      let taken = stays && known.taken;
      if (index === 0 && file.modified <= SINCE) taken = true;
      const marker = file.length === 0 && file.path.endsWith('/_SUCCESS');
      if (!taken && (stays || marker)) {
        started.add(version);
        taken = true;
      }
      last.set(file.path, { version, taken });
    }
  });
  return started;
}

describe('any files that arrive', () => {
  it('start one run for each complete version', () => {
    fc.assert(
      fc.property(fc.array(found, { minLength: 1, maxLength: 8 }), (looks) => {
        const memory = new Map<string, SeenFile>();
        const slots = new Map<string, string>();
        looks.forEach((look, index) => {
          const now = new Date(20_000 + index);
          const since = index === 0 ? SINCE : null;
          const { changed, whole } = compareLooks(memory, look, since, now);
          for (const file of changed) memory.set(file.path, file);
          for (const file of whole) {
            const slot = fileSlot(file.path, file.modified, file.replaced ? file.length : null);
            // A slot has one run.
            if (!slots.has(slot)) slots.set(slot, versionOf(file));
            memory.set(file.path, { ...file, taken: true });
          }
          // Unchanged files are not saved again.
          assert.deepEqual(
            compareLooks(memory, look, null, now).changed.filter(({ taken }) => taken),
            [],
          );
        });
        const wanted = expected(looks);
        for (const version of slots.values()) assert.ok(wanted.has(version), version);
        const times = new Set([...wanted].map((version) => version.split(' ', 2).join(' ')));
        const made = new Set([...slots.values()].map((each) => each.split(' ', 2).join(' ')));
        assert.deepEqual([...made].sort(), [...times].sort());
      }),
      runs(1_000),
    );
  });
});
