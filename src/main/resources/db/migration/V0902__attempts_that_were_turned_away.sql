-- Ayrshare answered without having taken the post: a limit, a credential. Whether it knew the key was not looked at, so that
-- what was sent under that key before and had no answer may still be out.
alter table post_attempts add column turned_away boolean not null default false;
comment on column post_attempts.turned_away is
  'Ayrshare refused the request before it took the post, and so said nothing about its key.';
