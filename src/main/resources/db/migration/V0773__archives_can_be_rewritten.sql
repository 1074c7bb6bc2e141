-- An archive is rewritten without the events of an erased user. The new file and these columns change one after the other: what
-- is written here first tells, after a crash, which of the two files is there.
alter table webhook_retention
  add column next_sha256 text,
  add column next_bytes  bigint,
  add column next_events bigint,
  add constraint ck_webhook_retention_next check (
    (next_sha256 is null) = (next_bytes is null) and (next_sha256 is null) = (next_events is null));
comment on column webhook_retention.next_sha256 is 'Of the file that is about to take the place of the one that sha256 names.';
