-- Until when links work and what was told of them; which accounts and posts have a place in the plan; profiles that need help.
alter table social_accounts
  add column refresh_by  timestamptz,
  add column lost_at     timestamptz,
  add column expiry_told smallint,
  add column holds_since timestamptz;
comment on column social_accounts.refresh_by is 'Until when the network wants it linked again, as Ayrshare''s newest list said it in days.';
comment on column social_accounts.lost_at is 'Since when it has to be linked again: its user was told then, and is not told again until it works.';
comment on column social_accounts.expiry_told is 'So many days before the link ends its user was told last.';
comment on column social_accounts.holds_since is 'Since when it counts for the plan: neither unlinked nor paused. Those that have counted longest are within the plan.';
update social_accounts set lost_at = updated_at where signal = 'refused' or (signal = 'dropped' and not listed);
update social_accounts set holds_since = created_at where not paused and (listed or signal in ('refused', 'dropped'));
create index ix_social_accounts_ending on social_accounts ((greatest(relink_by, refresh_by)))
  where listed and (relink_by is not null or refresh_by is not null);

alter table social_profiles
  add column over_plan_since  timestamptz,
  add column trouble          text,
  add column trouble_ref_id   text,
  add column trouble_since    timestamptz,
  add constraint ck_social_profiles_trouble check (trouble in ('in_use', 'not_removable', 'suspended')),
  add constraint ck_social_profiles_trouble_since check ((trouble is null) = (trouble_since is null));
comment on column social_profiles.over_plan_since is 'Since when more accounts are linked than the plan allows: its user was told then.';
comment on column social_profiles.trouble is 'What an administrator has to see to. The profile is tried again each time that it is needed, and this ends when it works.';
create index ix_social_profiles_trouble on social_profiles (trouble_since, user_id) where trouble is not null;

alter table posts
  add column place_limit bigint,
  add column place_since timestamptz,
  add column place_out   boolean not null default false,
  add constraint ck_posts_place check ((place_limit is null) = (place_since is null));
comment on column posts.place_limit is 'The plan''s posts_per_month when the post took its place in it; null where it has none, or nothing was limited.';
comment on column posts.place_since is 'The beginning of the month that it is counted in.';
comment on column posts.place_out is 'It has gone out, and keeps its place.';
create index ix_posts_places on posts (user_id, place_since) where place_out;
