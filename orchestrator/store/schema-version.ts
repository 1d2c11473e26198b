/** Refuses tables that a newer Sparkwright has migrated: this one could misread them, or write rows that the newer can't read. */
import type pg from 'pg';
import about from '../../package.json' with { type: 'json' };
import { TerminalError } from '../model/errors.ts';
import { appliedMigrations } from './catalog.ts';
import { knownMigrations } from './known-migrations.ts';

/** Applied migrations that this program does not have, in the order in which they ran. */
export function unknownMigrations(applied: readonly string[], known: readonly string[]): string[] {
  return applied.filter((name) => !known.includes(name));
}

/** @throws TerminalError if a newer Sparkwright has migrated the store */
export async function assertKnownSchema(client: pg.ClientBase): Promise<void> {
  const known = await knownMigrations();
  const newest = unknownMigrations(await appliedMigrations(client), known).at(-1);
  if (newest === undefined) return;
  throw new TerminalError(
    `the run store's tables are of version ${newest}, and this Sparkwright (${about.version}) knows none after ${known.at(-1) ?? 'none'}`,
    {
      hint: 'Use the version of Sparkwright that migrated the store, or a later one. To go back: restore a backup from before that into an empty database.',
    },
  );
}
