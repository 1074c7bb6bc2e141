-- Who uses the product. Clerk is where they sign in; these rows decide what they may do.
create table users (
  id               uuid        not null,
  clerk_id         text        not null,
  email            text,
  email_verified_at timestamptz,
  first_name       text,
  last_name        text,
  username         text,
  image_url        text,
  email_contested  boolean     not null default false,
  role             text        not null default 'free',
  plan             text        not null default 'free',
  plan_version     bigint      not null default 0,
  status           text        not null default 'active',
  banned           boolean     not null default false,
  suspended        boolean     not null default false,
  last_sign_in_at  timestamptz,
  clerk_updated_at bigint      not null default 0,
  authz_changed_at timestamptz not null,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  deleted_at       timestamptz,
  version          bigint      not null default 0,
  constraint pk_users primary key (id),
  constraint ux_users_clerk_id unique (clerk_id),
  constraint ck_users_role check (role in ('free', 'premium', 'admin')),
  constraint ck_users_status check (status in ('active', 'suspended', 'deleted')),
  constraint ck_users_suspended check (status <> 'active' or not (banned or suspended)),
  constraint ck_users_tombstone check (
    status <> 'deleted'
    or (deleted_at is not null and email is null and first_name is null and last_name is null
        and username is null and image_url is null and email_verified_at is null and last_sign_in_at is null))
);
comment on column users.email is 'Null until Clerk has told it; the primary address only.';
comment on column users.email_contested is 'Another live user has the better claim to the same address; until that one lets go, this one does not hold it.';
comment on column users.banned is 'Clerk says so.';
comment on column users.suspended is 'Suspended here while Clerk does not know it as a ban: it has not answered yet, or its plan has no bans.';
comment on column users.plan_version is 'Version of the PlanChanged event that was applied last; an older one never undoes a newer one.';
comment on column users.clerk_updated_at is 'Clerk''s updated_at in ms: the version of what is mirrored here; an older one never overwrites a newer one.';
comment on column users.authz_changed_at is 'When role, plan or status last changed.';
comment on column users.plan is 'Denormalised from billing by its PlanChanged event.';
-- Free again after deletion, because the tombstone keeps no address.
create unique index ux_users_email on users (lower(email)) where deleted_at is null and not email_contested;
create index ix_users_email_claims on users (lower(email)) where deleted_at is null;
create index ix_users_created_at on users (created_at, id);
