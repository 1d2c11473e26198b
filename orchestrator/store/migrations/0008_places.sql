-- Up Migration

-- How many places of its pool a stage takes; null means all of them.
alter table stage add column places int default 1 check (places >= 1);

-- Down Migration
alter table stage drop column places;
