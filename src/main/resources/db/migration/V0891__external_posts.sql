-- What Ayrshare's history shows that this application did not publish, and what it says of what we did.
create table external_posts (
  id               uuid        not null,
  user_id          uuid        not null,
  ayrshare_post_id text        not null,
  platform         text        not null,
  state            text        not null,
  network_post_id  text,
  url              text,
  content          text        not null,
  published_at     timestamptz not null,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  constraint pk_external_posts primary key (id),
  constraint fk_external_posts_user foreign key (user_id) references users (id),
  constraint ux_external_posts unique (user_id, ayrshare_post_id, platform),
  constraint ck_external_posts_state check (state in ('published', 'scheduled'))
);
comment on column external_posts.published_at is 'When it went out, or is to.';
create index ix_external_posts_user on external_posts (user_id, published_at desc, id desc);
create index ix_external_posts_ayrshare on external_posts (ayrshare_post_id);

alter table post_targets
  add column vanished_at timestamptz,
  add column published_text text;
comment on column post_targets.vanished_at is 'When Ayrshare was seen not to have it any more, although nobody deleted it here.';
comment on column post_targets.published_text is 'What is out, where that is not what was written here.';
create index ix_post_targets_out on post_targets (published_at)
  where status = 'published' and removal is null and vanished_at is null;
