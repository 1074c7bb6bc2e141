-- The organisations at Clerk that users belong to: a token names the active one by its id, these rows say what that is.
create table organizations (
  clerk_id         text        not null,
  name             text,
  slug             text,
  clerk_updated_at bigint      not null default 0,
  deleted          boolean     not null default false,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  constraint pk_organizations primary key (clerk_id),
  constraint ck_organizations_tombstone check (not deleted or (name is null and slug is null and clerk_updated_at = 0))
);
comment on column organizations.deleted is 'A tombstone, so that a late event does not bring it back.';

create table organization_memberships (
  clerk_id              text        not null,
  user_id               uuid        not null,
  clerk_organization_id text        not null,
  role                  text        not null,
  clerk_updated_at      bigint      not null,
  ended                 boolean     not null,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  constraint pk_organization_memberships primary key (clerk_id),
  constraint fk_organization_memberships_user foreign key (user_id) references users (id) on delete cascade
);
comment on column organization_memberships.clerk_organization_id is 'No foreign key: a membership may be told of before its organisation.';
comment on column organization_memberships.role is 'As Clerk''s tokens have it: without the prefix org:.';
create index ix_organization_memberships_user on organization_memberships (user_id);
