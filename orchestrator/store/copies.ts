/** Copies of the store, for backup and restore. */
import type pg from 'pg';
import type { StoreCopies } from '../ports/backup.ts';
import { TerminalError } from '../model/errors.ts';
import { appliedMigrations } from './catalog.ts';
import { withClient } from './client.ts';
import { assertEmpty, copyIn } from './copy-in.ts';
import { attemptsSince, copyOut } from './copy-out.ts';
import { openLease } from './lease.ts';
import { knownMigrations } from './known-migrations.ts';
import { migrate } from './migrate.ts';
import { assertKnownSchema } from './schema-version.ts';

export function openCopies(config: pg.ClientConfig): StoreCopies {
  return {
    copyOut: async (keep) => {
      await withClient(config, assertKnownSchema);
      return copyOut(config, keep);
    },
    attemptsSince: (time) => attemptsSince(config, time),
    prepare: (migrations) => prepare(config, migrations),
    async lead() {
      const lease = openLease(config, () => undefined);
      if (!(await lease.hold())) {
        await lease.close();
        throw new TerminalError('an orchestrator leads, and would work on a half restored store', {
          hint: 'End every sparkwright orchestrate of this store, and try again.',
        });
      }
      return {
        assertEmpty: () => assertEmpty(config),
        copyIn: (copy, later, open, beforeCommit) =>
          copyIn(config, lease.fence(), copy, later, open, beforeCommit),
        release: () => lease.close(),
      };
    },
  };
}

/** Creates the tables that the rows were copied from. The next start of an orchestrator runs the later migrations. */
async function prepare(config: pg.ClientConfig, wanted: readonly string[]): Promise<void> {
  const known = await knownMigrations();
  const unknown = wanted.find((name, index) => known[index] !== name);
  if (unknown !== undefined)
    throw new TerminalError(
      `the backup's store has the migration ${unknown}, and this Sparkwright does not`,
      { hint: 'Restore it with the version of Sparkwright that made it, or with a later one.' },
    );
  const applied = await withClient(config, appliedMigrations);
  if (applied.some((name, index) => wanted[index] !== name))
    throw new TerminalError("the run store's tables are of a later version than the backup's", {
      hint: 'Drop the database and create it again, empty; restore creates the tables that it needs.',
    });
  if (applied.length < wanted.length) await migrate(config, wanted.length - applied.length);
}
