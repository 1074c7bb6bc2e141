-- Posts that are due and targets that are to be sent are found here, in the rows that say so. No task can be lost with them.
create index ix_posts_due on posts (scheduled_at, id) include (user_id) where status = 'scheduled';

alter table posts add column delayed_at timestamptz;
comment on column posts.delayed_at is 'When its user was told that it goes out late, which is told once.';
create index ix_posts_late on posts (scheduled_at) where status = 'publishing' and delayed_at is null;

alter table post_targets
  add column step_at       timestamptz,
  add column claimed_by    uuid,
  add column claimed_until timestamptz,
  add column step_failures smallint not null default 0;
comment on column post_targets.step_at is 'When it is to be sent, or looked for; null where nothing is to be done.';
comment on column post_targets.claimed_by is 'The process that does it; it may be dead once claimed_until is over.';
comment on column post_targets.step_failures is 'Of ours, one after the other; what the network answers is none.';
create index ix_post_targets_step on post_targets (user_id, step_at) where step_at is not null;

-- What was left to tasks so far.
update post_targets t set step_at = now()
from posts p
where p.id = t.post_id and p.status = 'publishing'
  and (t.status in ('pending', 'publishing') or t.status = 'unknown' and t.failure is null);
delete from scheduled_tasks where task_name in ('social-publish-target', 'social-publish-scheduled-post');
