-- Up Migration

-- Times agree with states: a row has an end if and only if its state is final. Rows of earlier versions are corrected.
update run set ended = coalesce(ended, started, created)
where ended is null and state in ('succeeded', 'failed', 'killed', 'skipped');
update run set ended = null where ended is not null and state in ('queued', 'running', 'killing');
update run set ends_as = 'killed' where state = 'killing' and ends_as is null;
alter table run
  add constraint run_ended check ((ended is not null) = (state in ('succeeded', 'failed', 'killed', 'skipped'))),
  add constraint run_ends_as check (state <> 'killing' or ends_as is not null);

update stage set ended = coalesce(ended, started, now())
where ended is null and state in ('succeeded', 'failed', 'skipped', 'killed');
update stage set ended = null where ended is not null and state in ('waiting', 'ready', 'admitted', 'running');
update stage set started = now() where state = 'running' and started is null;
alter table stage
  add constraint stage_ended check ((ended is not null) = (state in ('succeeded', 'failed', 'skipped', 'killed'))),
  add constraint stage_started check (state <> 'running' or started is not null);

-- Migration 0002 marked attempts as committed that had no outcome.
update attempt set state = 'failed', reason = 'left open by an earlier version of Sparkwright', ended = coalesce(submitted, created)
where committed and state in ('intended', 'submitted', 'running', 'killing');
update attempt set ended = coalesce(ended, submitted, created)
where ended is null and state in ('succeeded', 'failed', 'killed');
update attempt set ended = null where ended is not null and state in ('intended', 'submitted', 'running', 'killing');
alter table attempt
  add constraint attempt_ended check ((ended is not null) = (state in ('succeeded', 'failed', 'killed'))),
  add constraint attempt_committed check (not committed or ended is not null),
  add constraint attempt_driver check (state not in ('submitted', 'running', 'killing') or driver is not null),
  add constraint attempt_killing check (state <> 'killing' or killing is not null);

-- Down Migration
alter table attempt
  drop constraint attempt_ended,
  drop constraint attempt_committed,
  drop constraint attempt_driver,
  drop constraint attempt_killing;
alter table stage
  drop constraint stage_ended,
  drop constraint stage_started;
alter table run
  drop constraint run_ended,
  drop constraint run_ends_as;
