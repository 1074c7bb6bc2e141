-- Answers of writes that carried an Idempotency-Key, so that the same request again gets the same answer.
create table idempotency_keys (
  user_id      uuid        not null,
  key          text        not null,
  request_hash text        not null,
  status       integer,
  response     text,
  created_at   timestamptz not null,
  locked_until timestamptz not null,
  constraint pk_idempotency_keys primary key (user_id, key),
  constraint ck_idempotency_keys_key check (length(key) between 1 and 255),
  constraint ck_idempotency_keys_answered check ((status is null) = (response is null))
);
comment on table idempotency_keys is 'Kept for 24 hours.';
comment on column idempotency_keys.request_hash is 'SHA-256 of method, path and body.';
comment on column idempotency_keys.locked_until is 'A request that has not answered by then is taken to have died; the same request may run again.';
create index ix_idempotency_keys_created_at on idempotency_keys (created_at);
