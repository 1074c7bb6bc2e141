-- What is sold: Stripe's products and prices as its events told them.
--
-- In every mirrored table: stripe_version is the "created" (s) of the event that the row comes from; fetched_at is set where
-- two events of one second disagreed and Stripe was asked; deleted_at makes the row a tombstone, which no event revives; raw
-- is the object as Stripe sent it, without secrets and bearer links. References to other objects of Stripe are Stripe's ids
-- without foreign keys, because events come in any order. Enumerations of Stripe have no check constraints: they grow.
create table products (
  id             uuid        not null,
  stripe_id      text        not null,
  name           text        not null,
  description    text,
  plan           text        not null,
  active         boolean     not null,
  features       jsonb       not null,
  limits         jsonb       not null,
  livemode       boolean     not null,
  raw            jsonb       not null,
  stripe_version bigint      not null,
  fetched_at     timestamptz,
  deleted_at     timestamptz,
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  constraint pk_products primary key (id),
  constraint ux_products_stripe_id unique (stripe_id),
  constraint ck_products_features check (jsonb_typeof(features) = 'array'),
  constraint ck_products_limits check (jsonb_typeof(limits) = 'object')
);
comment on column products.plan is 'What a user has who pays for it: metadata "plan", else the name in lower case.';
comment on column products.limits is 'Name to number; null where there is no limit.';

create table prices (
  id                uuid        not null,
  stripe_id         text        not null,
  stripe_product_id text        not null,
  active            boolean     not null,
  currency          text        not null,
  unit_amount       bigint,
  recurring_interval text,
  interval_count    integer,
  trial_days        integer,
  livemode          boolean     not null,
  raw               jsonb       not null,
  stripe_version    bigint      not null,
  fetched_at        timestamptz,
  deleted_at        timestamptz,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  constraint pk_prices primary key (id),
  constraint ux_prices_stripe_id unique (stripe_id)
);
comment on column prices.unit_amount is 'Minor units; null for tiered and customer-chosen amounts.';
comment on column prices.recurring_interval is 'day, week, month or year; null for one-time prices.';
create index ix_prices_stripe_product_id on prices (stripe_product_id);
