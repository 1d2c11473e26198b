-- Up Migration

-- The number 0004 was never used; no migration is missing.

-- Requests of people to move the bookmark. Only the leading orchestrator writes the bookmark.
create table bookmark_request (
  id text primary key,
  source text not null,
  mode text not null check (mode in ('rewind', 'rebase')),
  kind text not null,
  -- Table -> bound from which the next load begins.
  tables jsonb not null,
  asked_by text not null,
  reason text not null,
  requested timestamptz not null default now(),
  -- When the bookmark was written, or when the request was refused; `refused` then has the reason.
  applied timestamptz,
  refused text
);
create index bookmark_request_pending on bookmark_request (requested) where applied is null;
create index bookmark_request_applied on bookmark_request (applied) where applied is not null;
create trigger wake after insert on bookmark_request for each statement execute function wake_engine();
create trigger fence before insert or update or delete on bookmark_request
  for each statement execute function check_fence();

-- Down Migration
drop table bookmark_request;
