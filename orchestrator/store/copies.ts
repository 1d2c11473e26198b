/** Copies of the store, out and in. */
import type pg from 'pg';
import type { StoreCopies } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import { appliedMigrations } from './catalog.ts';
import { withClient } from './client.ts';
import { assertEmpty, copyIn } from './copy-in.ts';
import { attemptsSince, copyOut } from './copy-out.ts';
import { openLease } from './lease.ts';
import { knownMigrations, migrate } from './migrate.ts';

export function openCopies(config: pg.ClientConfig): StoreCopies {
  return {
    copyOut: (keep) => copyOut(config, keep),
    attemptsSince: (time) => attemptsSince(config, time),
    prepare: (migrations) => prepare(config, migrations),
    async lead() {
      const lease = openLease(config, () => undefined);
      if (!(await lease.hold())) {
        await lease.close();
        throw new TerminalError('an orchestrator leads, and would work on what is half restored', {
          mend: 'End every sparkwright orchestrate of this store, and try again.',
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

/** Rows fit the tables that they were copied from: those are made, and what came later is left to the next migration. */
async function prepare(config: pg.ClientConfig, wanted: readonly string[]): Promise<void> {
  const known = await knownMigrations();
  const unknown = wanted.find((name, index) => known[index] !== name);
  if (unknown !== undefined)
    throw new TerminalError(
      `the backup's store has the migration ${unknown}, and this Sparkwright does not`,
      {
        mend: 'Restore it by the version of Sparkwright that made it, or by a later one.',
      },
    );
  const there = await withClient(config, appliedMigrations);
  if (there.some((name, index) => wanted[index] !== name))
    throw new TerminalError("the run store's tables are of a later version than the backup's", {
      mend: 'Drop the database and create it again, empty; restore makes the tables that it needs.',
    });
  if (there.length < wanted.length) await migrate(config, wanted.length - there.length);
}
