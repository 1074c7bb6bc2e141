-- What the workers need to know of an event that waits, beyond when its turn is.
alter table webhook_work
  add column failures smallint not null default 0,
  add column pauses   text;
comment on column webhook_work.failures is 'Failures of the event''s own; an absent vendor is none. Attempts count both.';
comment on column webhook_work.pauses is 'The subject whose later events wait for this one; null where they need not.';
create index ix_webhook_work_pauses on webhook_work (slot, pauses) where pauses is not null;

-- A worker holds its slot's row; a foreign key would let every event that arrives for the slot wait for that lock.
alter table webhook_work drop constraint fk_webhook_work_slot;
alter table webhook_work add constraint ck_webhook_work_slot check (slot between 0 and 63);

-- Giving space back needs a lock that stops the queue; the space is wanted again a moment later.
alter table webhook_work set (vacuum_truncate = off);
