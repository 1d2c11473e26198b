-- Up Migration

-- Stages of the run that make what they write anew, as a whole.
alter table run add column full_refresh text[] not null default '{}';

-- Down Migration
alter table run drop column full_refresh;
