-- Up Migration

-- Spark applications that take one attempt after another.
create table session (
  id text primary key,
  -- What all its attempts have in common.
  key text not null,
  -- The run whose stages share it; null for a warm session.
  run text,
  state text not null check (state in ('intended', 'open', 'closing', 'closed')),
  reason text not null,
  driver text,
  application text,
  size jsonb not null,
  places int not null check (places > 0),
  taken int not null default 0,
  created timestamptz not null,
  idle_since timestamptz,
  closing_since timestamptz,
  ended timestamptz,
  constraint session_driver check (state <> 'open' or driver is not null),
  constraint session_closing check (state <> 'closing' or closing_since is not null),
  constraint session_ended check ((ended is not null) = (state = 'closed'))
);
create index session_open on session (created) where state <> 'closed';
create index session_driver on session (driver);

create trigger fence before insert or update or delete on session for each statement execute function check_fence();

-- Down Migration
drop table session;
