/** What has to be settled in a store that was filled from a backup: its drivers are gone. Columns are those of migration 0003. */
import type pg from 'pg';
import type { AttemptName } from '../engine/ports.ts';
import { visibleJson } from '../model/visible.ts';

const LOST =
  'it was open when the backup was made, and its driver is not there any more; what it published, the tables have';
const LATER = 'it was made after the backup; what it published before that ended, the tables have';

/**
 * Ends attempts that were open. The engine then does with them what it does with any attempt whose submission was lost: their
 * stages are tried again, and that counts against no limit.
 */
export async function endLost(client: pg.ClientBase): Promise<number> {
  const error = { class: 'LostInRestore', message: LOST, retryable: true };
  const { rowCount } = await client.query(
    `update attempt a set state = case r.state when 'killing' then 'killed' else 'failed' end,
       reason = case r.state when 'killing' then r.reason else $1 end,
       error = case r.state when 'killing' then null else $2::jsonb end,
       counted = r.state = 'killing', ended = now(), waiting_since = null
     from run r where r.id = a.run and not a.committed and a.state in ('intended', 'submitted', 'running', 'killing')`,
    [LOST, visibleJson(error)],
  );
  return rowCount ?? 0;
}

/**
 * Attempts count on by how many there are. One that was made while the tables were copied may have left them a branch and a
 * tag, and no other may ever have its name.
 */
export async function takeNames(
  client: pg.ClientBase,
  later: readonly AttemptName[],
): Promise<void> {
  await client.query(
    `insert into attempt (id, run, stage, number, state, reason, committed, counted, archived, kept, ended)
     select l.id, l.run, l.stage, l.number, 'failed', $2, true, false, true, 'nothing', now()
     from jsonb_to_recordset($1) as l (id text, run text, stage text, number int)
     join stage s on s.run = l.run and s.name = l.stage
     on conflict do nothing`,
    [visibleJson(later), LATER],
  );
}
