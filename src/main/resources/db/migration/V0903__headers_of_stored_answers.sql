alter table idempotency_keys add column etag text, add column location text;
comment on column idempotency_keys.etag is 'The header of the stored answer; null where it had none, or was stored before this column was.';
