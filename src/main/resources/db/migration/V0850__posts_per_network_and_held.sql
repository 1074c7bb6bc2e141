-- What a network's variant of a post is made of, how its time was meant, and posts that wait for their user's word.
alter table post_targets
  add column media_urls text[],
  add column first_comment text,
  add column thread boolean not null default false,
  add column options jsonb not null default '{}';
comment on column post_targets.media_urls is 'Null where the post''s own media are used.';
comment on column post_targets.options is 'Further options of the network, by Ayrshare''s names.';

alter table posts
  add column scheduled_zone text,
  add column scheduled_local timestamp,
  add column hold_reason text,
  drop constraint ck_posts_status,
  add constraint ck_posts_status check (status in
    ('draft', 'scheduled', 'held', 'publishing', 'published', 'partially_published', 'failed', 'deleted')),
  add constraint ck_posts_held check ((status = 'held') = (hold_reason is not null)),
  add constraint ck_posts_hold_reason check (hold_reason in ('missed', 'account', 'plan')),
  add constraint ck_posts_zone check ((scheduled_zone is null) = (scheduled_local is null));
comment on column posts.scheduled_local is 'The time on the clock of scheduled_zone that the user meant, should the zone''s rules change.';
