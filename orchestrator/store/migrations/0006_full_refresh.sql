-- Up Migration

-- Stages of the run that replace the whole content of their tables.
alter table run add column full_refresh text[] not null default '{}';

-- Down Migration
alter table run drop column full_refresh;
