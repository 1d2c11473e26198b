-- Up Migration

-- The lease by which one orchestrator leads. Its number grows with each takeover, and fences every write of the engine.
create table lease (
  one boolean primary key default true check (one),
  fence bigint not null,
  holder text not null,
  expires timestamptz not null
);

-- A connection of the engine carries its fence as a setting; people's commands carry none.
create function check_fence() returns trigger language plpgsql as $$
declare
  held text := current_setting('sparkwright.fence', true);
begin
  if coalesce(held, '') <> '' then
    -- The share lock makes a takeover wait for this write, and this write wait for a takeover.
    perform from lease where fence = held::bigint for share;
    if not found then
      raise exception 'another orchestrator leads' using errcode = 'SW001';
    end if;
  end if;
  return null;
end $$;

-- The plans of active runs lack columns that a plan has now.
update run set state = 'failed', ended = now(), reason = 'planned by an earlier version of Sparkwright; run it again'
where state in ('queued', 'running');
update attempt set committed = true where not committed;

alter table pipeline rename column scheduled_since to since;
alter table pipeline
  add column paused text,
  add column schedule text not null default '',
  add column next_slot timestamptz;
create index pipeline_due on pipeline (next_slot) where paused is null;

-- A pipeline's definition with a release of its jobs; a run keeps the version that it started with.
create table version (
  pipeline text not null references pipeline (name) on delete cascade,
  number int not null,
  hash text not null,
  release text not null,
  definition jsonb not null,
  created timestamptz not null default now(),
  primary key (pipeline, number),
  unique (pipeline, hash, release)
);

alter table run drop constraint run_state_check;
alter table run add constraint run_state_check
  check (state in ('queued', 'running', 'killing', 'succeeded', 'failed', 'killed', 'skipped'));
alter table run
  drop column definition,
  add column slot_start timestamptz not null default now(),
  add column slot_end timestamptz not null default now(),
  add column params jsonb not null default '{}',
  add column priority int not null default 0,
  add column version int,
  -- Earliest start; null if it may start at once.
  add column not_before timestamptz,
  -- When the engine ends the run, because it has used up its time.
  add column deadline timestamptz,
  -- The final state of a run that is being killed.
  add column ends_as text check (ends_as in ('killed', 'failed')),
  add column alerted boolean not null default false;
drop index run_active;
create index run_active on run (pipeline, priority desc, created) where state in ('queued', 'running', 'killing');
create index run_newest on run (created desc);
create index run_of_pipeline on run (pipeline, created desc);
create index run_succeeded on run (pipeline, ended) where state = 'succeeded';
create index run_to_alert on run (ended) where not alerted and ended is not null;
create index run_deadline on run (deadline) where state = 'running' and deadline is not null;

alter table stage drop constraint stage_state_check;
alter table stage add constraint stage_state_check
  check (state in ('waiting', 'ready', 'admitted', 'running', 'succeeded', 'failed', 'skipped', 'killed'));
alter table stage
  alter column not_before drop not null,
  alter column not_before drop default,
  add column condition text not null default 'all-succeeded'
    check (condition in ('all-succeeded', 'all-done', 'any-failed')),
  add column pool text,
  add column driver_scale float8 not null default 1,
  add column executor_scale float8 not null default 1;
drop index stage_to_start;
create index stage_to_start on stage (state, not_before) where state in ('ready', 'admitted');
create index stage_in_pool on stage (pool) where state in ('admitted', 'running') and pool is not null;

alter table attempt drop constraint attempt_state_check;
alter table attempt add constraint attempt_state_check
  check (state in ('intended', 'submitted', 'running', 'killing', 'succeeded', 'failed', 'killed'));
alter table attempt
  drop column log,
  add column killing jsonb,
  -- Since when it has had no worker or no executor; null while it has both.
  add column waiting_since timestamptz,
  add column diagnosis jsonb,
  add column archived boolean not null default false;
create index attempt_of_driver on attempt (driver);
create index attempt_of_application on attempt (application);
create index attempt_to_archive on attempt (ended) where committed and not archived and driver is not null;

-- Records each change of a state or a reason in the history, in the same transaction.
create function keep_history() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.state, old.reason) is not distinct from (new.state, new.reason) then
    return null;
  end if;
  if tg_table_name = 'run' then
    insert into transition (run, state, reason) values (new.id, new.state, new.reason);
  elsif tg_table_name = 'stage' then
    insert into transition (run, stage, state, reason) values (new.run, new.name, new.state, new.reason);
  else
    insert into transition (run, stage, attempt, state, reason)
    values (new.run, new.stage, new.id, new.state, new.reason);
  end if;
  return null;
end $$;
create trigger history after insert or update on run for each row execute function keep_history();
create trigger history after insert or update on stage for each row execute function keep_history();
create trigger history after insert or update on attempt for each row execute function keep_history();

create function wake_engine() returns trigger language plpgsql as $$
begin
  notify sparkwright_wake;
  return null;
end $$;
-- Wakes the engine when a run is queued, retried or killed.
create trigger wake after insert on run for each statement execute function wake_engine();
create trigger wake_changed after update of state on run for each row
  when (new.state = 'killing' or (new.state = 'running' and old.state <> 'queued'))
  execute function wake_engine();

create trigger fence before insert or update or delete on pipeline for each statement execute function check_fence();
create trigger fence before insert or update or delete on version for each statement execute function check_fence();
create trigger fence before insert or update or delete on run for each statement execute function check_fence();
create trigger fence before insert or update or delete on stage for each statement execute function check_fence();
create trigger fence before insert or update or delete on attempt for each statement execute function check_fence();

-- Down Migration
-- Irreversible: the dropped columns had the definitions of runs.
