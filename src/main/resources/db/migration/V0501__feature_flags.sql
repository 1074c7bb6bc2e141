-- Which features are on, and for whom.
create table feature_flags (
  key        text        not null,
  enabled    boolean     not null,
  percentage smallint    not null,
  roles      text[]      not null,
  users      uuid[]      not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version    bigint      not null default 0,
  constraint pk_feature_flags primary key (key),
  constraint ck_feature_flags_percentage check (percentage between 0 and 100),
  constraint ck_feature_flags_roles check (roles <@ array['free', 'premium', 'admin'])
);
comment on column feature_flags.enabled is 'Off is off for everybody, whatever the other columns say.';
comment on column feature_flags.percentage is 'Share of the users who are named neither by role nor by id, chosen by a hash of key and user id.';
comment on column feature_flags.users is 'No foreign key: an id that is nobody''s any more turns on nothing.';
