-- Up Migration

-- The number 0007 was never used; no migration is missing.

-- How many places of its pool a stage takes; null if it takes all.
alter table stage add column places int default 1 check (places >= 1);

-- Down Migration
alter table stage drop column places;
