/** Settles attempts after a restore, whose drivers are gone. It uses no columns later than those of migration 0003. */
import type pg from 'pg';
import type { AttemptName } from '../ports/backup.ts';
import { visibleJson } from '../model/visible.ts';

const LOST =
  'it was open when the backup was made, and its driver is gone; the tables have what it published';
const LATER =
  'it was created after the backup; the tables have what it published before the backup ended';

/**
 * Ends attempts that were open. The engine then treats them as attempts whose submission was lost: it tries their stages again,
 * and counts that against no limit.
 *
 * @returns the number of attempts that were open
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
 * Inserts the attempts that were created while the tables were copied. They may have left branches and tags under their names.
 * The number of attempts of a stage gives the next one its name, so no later attempt gets one of these.
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
