-- Stripe's customers, and which user each of them is.
create table customers (
  id                     uuid        not null,
  stripe_id              text        not null,
  user_id                uuid,
  claimed_user_id        uuid,
  email                  text,
  name                   text,
  currency               text,
  default_payment_method text,
  livemode               boolean     not null,
  raw                    jsonb       not null,
  stripe_version         bigint      not null,
  fetched_at             timestamptz,
  deleted_at             timestamptz,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  constraint pk_customers primary key (id),
  constraint ux_customers_stripe_id unique (stripe_id),
  constraint fk_customers_user_id foreign key (user_id) references users (id),
  constraint ck_customers_tombstone check (deleted_at is null or (email is null and name is null))
);
comment on column customers.claimed_user_id is
  'Whom the customer says it belongs to (metadata keelson_user_id, or our Checkout session''s reference); becomes user_id once that user is known here.';
create unique index ux_customers_user_id on customers (user_id, livemode) where user_id is not null and deleted_at is null;
create index ix_customers_claimed_user_id on customers (claimed_user_id) where user_id is null;
