-- What operators look up, and what a replay leaves behind. The indexes are made the plain way: no release has had these tables.

-- An event's sequence leads to the time of its arrival, and that to its partition. Always the newest entry: an insert costs
-- next to nothing.
create index ix_webhook_dedup_seq on webhook_dedup (seq);

create index ix_webhook_dead_received_at on webhook_dead (received_at, seq);

alter table webhook_work add column replay_due_at timestamptz;
comment on column webhook_work.replay_due_at is
  'For when a replay has put it back: its waiting counts from then, not from its arrival. Null for what has just arrived.';
