-- Up Migration

-- Patterns of files that a pipeline has looked for. `looks` counts changes; `since` is that of the pipeline at the last look.
create table file_look (
  pipeline text not null references pipeline (name) on delete cascade,
  pattern text not null,
  looks int not null,
  since timestamptz not null,
  primary key (pipeline, pattern)
);

-- Files that matched a pattern. A file that has started its run, or is older than the trigger, starts nothing again.
create table seen_file (
  pipeline text not null,
  pattern text not null,
  path text not null,
  modified timestamptz not null,
  length bigint not null,
  taken boolean not null,
  -- Whether it replaced a file with the same time of modification.
  replaced boolean not null,
  -- Since when it is gone; null while it exists.
  gone timestamptz,
  foreign key (pipeline, pattern) references file_look (pipeline, pattern) on delete cascade
);
-- A path may be too long for an index.
create unique index seen_file_path on seen_file (pipeline, pattern, md5(path));

create trigger fence before insert or update or delete on file_look for each statement execute function check_fence();
create trigger fence before insert or update or delete on seen_file for each statement execute function check_fence();

-- Down Migration
drop table seen_file, file_look;
