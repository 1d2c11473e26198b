-- Up Migration

-- Files of an attempt that HDFS still has: its folder with archived logs, its folder without them, or none.
alter table attempt
  add column kept text not null default 'logs' check (kept in ('logs', 'files', 'nothing'));
create index attempt_kept on attempt (kept, ended) where kept <> 'nothing';
create index run_past on run (ended, id) where ended is not null;
create index attempt_moved_bookmark on attempt (ended)
  where state = 'succeeded' and jsonb_typeof(result -> 'bookmark') = 'object';

-- Slots of files whose runs were removed. A file may outlive its run, and must not start another.
create table past_file (
  pipeline text not null references pipeline (name) on delete cascade,
  slot text not null,
  primary key (pipeline, slot)
);

create function keep_file() returns trigger language plpgsql as $$
begin
  insert into past_file (pipeline, slot) values (old.pipeline, old.slot) on conflict do nothing;
  return null;
end $$;
create trigger keep_file after delete on run for each row when (old.slot like 'file:%') execute function keep_file();

create function refuse_past_file() returns trigger language plpgsql as $$
begin
  if exists (select from past_file where pipeline = new.pipeline and slot = new.slot) then
    return null;
  end if;
  return new;
end $$;
create trigger refuse_past_file before insert on run for each row when (new.slot like 'file:%')
  execute function refuse_past_file();

-- Down Migration
drop trigger refuse_past_file on run;
drop trigger keep_file on run;
drop function refuse_past_file, keep_file;
drop table past_file;
drop index attempt_moved_bookmark, run_past, attempt_kept;
alter table attempt drop column kept;
