-- Stripe's subscriptions with their items, and the plan that follows from them.
create table subscriptions (
  id                    uuid        not null,
  stripe_id             text        not null,
  user_id               uuid,
  stripe_customer_id    text,
  status                text        not null,
  currency              text,
  current_period_start  timestamptz,
  current_period_end    timestamptz,
  cancel_at             timestamptz,
  cancel_at_period_end  boolean     not null,
  canceled_at           timestamptz,
  ended_at              timestamptz,
  trial_start           timestamptz,
  trial_end             timestamptz,
  pause_behavior        text,
  pause_resumes_at      timestamptz,
  stripe_latest_invoice_id text,
  started_at            timestamptz,
  livemode              boolean     not null,
  raw                   jsonb       not null,
  stripe_version        bigint      not null,
  fetched_at            timestamptz,
  deleted_at            timestamptz,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  constraint pk_subscriptions primary key (id),
  constraint ux_subscriptions_stripe_id unique (stripe_id),
  constraint fk_subscriptions_user_id foreign key (user_id) references users (id)
);
comment on column subscriptions.user_id is 'Null until the customer is known and linked.';
comment on column subscriptions.current_period_end is 'Of the item that renews first, where the items differ.';
comment on column subscriptions.deleted_at is 'Not used by Stripe: a subscription ends by its status.';
create index ix_subscriptions_user_id on subscriptions (user_id, created_at desc, id desc);
create index ix_subscriptions_stripe_customer_id on subscriptions (stripe_customer_id);

create table subscription_items (
  id                   uuid        not null,
  subscription_id      uuid        not null,
  stripe_id            text        not null,
  stripe_price_id      text        not null,
  stripe_product_id    text,
  quantity             bigint,
  currency             text,
  unit_amount          bigint,
  recurring_interval   text,
  interval_count       integer,
  current_period_start timestamptz,
  current_period_end   timestamptz,
  constraint pk_subscription_items primary key (id),
  constraint ux_subscription_items_stripe_id unique (stripe_id),
  constraint fk_subscription_items_subscription_id foreign key (subscription_id)
    references subscriptions (id) on delete cascade
);
comment on table subscription_items is
  'Written only with their subscription and under its version, so that a stale event cannot revive a removed item.';
create index ix_subscription_items_subscription_id on subscription_items (subscription_id);
create index ix_subscription_items_stripe_product_id on subscription_items (stripe_product_id);

create table user_plans (
  user_id           uuid        not null,
  plan              text        not null,
  stripe_product_id text,
  period_start      timestamptz,
  period_end        timestamptz,
  version           bigint      not null,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  constraint pk_user_plans primary key (user_id),
  constraint fk_user_plans_user_id foreign key (user_id) references users (id)
);
comment on table user_plans is 'One row a user, locked while the plan is worked out.';
comment on column user_plans.version is 'Counts the changes; PlanChanged carries it.';
