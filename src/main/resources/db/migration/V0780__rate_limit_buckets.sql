-- Who has asked for how much, where several nodes count together (keelson.rate-limits.shared). Not logged: writing it waits for
-- no disk, and after a crash everybody's bucket is full again. It has no index but its key, so that updates stay in their page.
create unlogged table rate_limit_buckets (
  caller     text   not null,
  state      bytea,
  expires_at bigint,
  constraint pk_rate_limit_buckets primary key (caller)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
comment on column rate_limit_buckets.caller is 'The policy, and the address or user that it counts. Gone minutes after the caller''s last request.';
comment on column rate_limit_buckets.state is 'Bucket4j''s. Null for the moment in which the row is made.';
comment on column rate_limit_buckets.expires_at is 'ms since 1970; the bucket is full again by then, and the row says nothing that its absence does not.';
