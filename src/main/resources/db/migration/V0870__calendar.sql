-- The secret address under which calendar programs subscribe to it.
create table calendar_feeds (
  user_id    uuid        not null,
  token_hash bytea       not null,
  created_at timestamptz not null,
  constraint pk_calendar_feeds primary key (user_id),
  constraint ux_calendar_feeds_token_hash unique (token_hash),
  constraint fk_calendar_feeds_user foreign key (user_id) references users (id)
);
comment on column calendar_feeds.token_hash is 'SHA-256 of 256 random bits: the token itself is shown once and kept nowhere.';
