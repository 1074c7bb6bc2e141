-- Each user's profile at Ayrshare, and the accounts that are linked to it.
create table social_profiles (
  id                 uuid        not null,
  user_id            uuid        not null,
  state              text        not null,
  ref_id             text,
  profile_key        bytea,
  claim              uuid        not null,
  claimed_until      timestamptz not null,
  accounts_synced_at timestamptz,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint pk_social_profiles primary key (id),
  constraint fk_social_profiles_user foreign key (user_id) references users (id),
  constraint ux_social_profiles_user unique (user_id),
  constraint ux_social_profiles_ref_id unique (ref_id),
  constraint ck_social_profiles_state check (state in ('creating', 'active', 'deleting', 'deleted')),
  constraint ck_social_profiles_active check (state <> 'active' or (ref_id is not null and profile_key is not null)),
  constraint ck_social_profiles_deleted check (state <> 'deleted' or profile_key is null)
);
comment on table social_profiles is 'The profile''s title at Ayrshare is user_id: titles are unique there, so a second profile of a user cannot be made.';
comment on column social_profiles.profile_key is 'Encrypted, with the row''s id as context. Ayrshare tells it once.';
comment on column social_profiles.claim is 'Who is making the profile; others wait until claimed_until and then take over.';
comment on column social_profiles.accounts_synced_at is 'When the newest answer about the accounts was asked for: an older one never overwrites it.';

create table social_accounts (
  id          uuid        not null,
  user_id     uuid        not null,
  platform    text        not null,
  listed      boolean     not null,
  account_id  text,
  name        text,
  picture_url text,
  profile_url text,
  paused      boolean     not null default false,
  signal      text,
  signal_at   timestamptz,
  relink_by   timestamptz,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  constraint pk_social_accounts primary key (id),
  constraint fk_social_accounts_user foreign key (user_id) references users (id),
  constraint ux_social_accounts_platform unique (user_id, platform),
  constraint ck_social_accounts_signal check (
    signal in ('linked', 'expiring', 'unlinked', 'dropped', 'refused') and signal_at is not null or signal is null)
);
comment on column social_accounts.listed is 'Whether Ayrshare''s newest answer listed the account.';
comment on column social_accounts.signal is 'The newest thing told about the link outside such an answer: dropped is Ayrshare''s doing, refused the network''s when we published.';
