-- Up Migration
create table pipeline (
  name text primary key,
  -- Slots up to this time are not due. It begins as the time of registration, and moves on with each scheduled run.
  scheduled_since timestamptz not null
);

create table run (
  id text primary key,
  pipeline text not null references pipeline (name),
  slot text not null,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed')),
  reason text not null,
  release text,
  definition jsonb,
  created timestamptz not null default now(),
  started timestamptz,
  ended timestamptz,
  unique (pipeline, slot)
);
create index run_active on run (created) where state in ('queued', 'running');

create table stage (
  run text not null references run (id) on delete cascade,
  name text not null,
  position int not null,
  after text[] not null,
  state text not null check (state in ('waiting', 'ready', 'admitted', 'running', 'succeeded', 'failed', 'skipped')),
  reason text not null,
  not_before timestamptz not null default now(),
  started timestamptz,
  ended timestamptz,
  primary key (run, name)
);
create index stage_to_start on stage (state) where state in ('ready', 'admitted');

create table attempt (
  id text primary key,
  run text not null,
  stage text not null,
  number int not null,
  state text not null check (state in ('intended', 'submitted', 'running', 'killing', 'succeeded', 'failed')),
  reason text not null,
  driver text,
  application text,
  result jsonb,
  error jsonb,
  counted boolean not null default true,
  log text,
  -- Set once the outcome has been acted upon.
  committed boolean not null default false,
  created timestamptz not null default now(),
  submitted timestamptz,
  ended timestamptz,
  foreign key (run, stage) references stage (run, name) on delete cascade,
  unique (run, stage, number)
);
-- One attempt of a stage at a time, even if the code has a bug.
create unique index attempt_one_open on attempt (run, stage) where not committed;
create index attempt_open on attempt (created) where not committed;

create table transition (
  id bigint generated always as identity primary key,
  run text not null references run (id) on delete cascade,
  stage text,
  attempt text,
  state text not null,
  reason text not null,
  at timestamptz not null default now()
);
create index transition_of_run on transition (run, id);

-- Down Migration
drop table transition, attempt, stage, run, pipeline;
