-- What an attempt of an older order still can tell, when a target is tried again, and videos that Ayrshare publishes by itself.
alter table post_attempts
  add column ayrshare_post_id text;
comment on column post_attempts.ayrshare_post_id is 'Ayrshare''s id of what this attempt sent: news of it count also when a later order runs.';
comment on column post_attempts.ended_at is 'When the sender saw its call end. Null while it runs and after a crash: who looks for it meanwhile did not see it end.';
create index ix_post_attempts_ayrshare_post_id on post_attempts (ayrshare_post_id) where ayrshare_post_id is not null;
create index ix_post_attempts_key on post_attempts (idempotency_key);

alter table post_attempts
  drop constraint ck_post_attempts_ended,
  add constraint ck_post_attempts_ended check (outcome in ('open', 'unknown', 'pending') or ended_at is not null);

alter table post_targets
  add column retry_at timestamptz,
  add column asynchronous boolean not null default false;
comment on column post_targets.retry_at is 'While it waits: when it is sent. Where it failed: before when the network will not take it.';
comment on column post_targets.asynchronous is 'Ayrshare takes it for a moment later and publishes it by itself: for videos that take longer than a call may.';
