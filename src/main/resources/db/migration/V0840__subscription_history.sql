-- What subscriptions were when, as far as revenue depends on it, and the figures that follow. "subscriptions" knows the
-- present alone.
create table subscription_history (
  stripe_subscription_id text        not null,
  valid_from             timestamptz not null,
  source                 text        not null,
  precedence             text        not null collate "C",
  stripe_customer_id     text        not null,
  status                 text        not null,
  currency               text        not null,
  begun_at               timestamptz,
  trial_end              timestamptz,
  ended_at               timestamptz,
  pause_behavior         text,
  items                  jsonb       not null,
  discounts              jsonb       not null,
  livemode               boolean     not null,
  created_at             timestamptz not null,
  constraint pk_subscription_history primary key (stripe_subscription_id, valid_from, source),
  constraint ck_subscription_history_source check (source in ('told', 'answered')),
  constraint ck_subscription_history_items check (jsonb_typeof(items) = 'array'),
  constraint ck_subscription_history_discounts check (jsonb_typeof(discounts) = 'array')
);
comment on table subscription_history is
  'One row a second in which a subscription was told of. What is in it does not depend on the order of deliveries: of several states of a second the one of the greatest precedence stays.';
comment on column subscription_history.source is
  'told: an event showed it, valid from the event''s second. answered: Stripe was asked, either because of an event of that second or by ourselves at that second.';
comment on column subscription_history.begun_at is 'Stripe''s "created" of the subscription.';
comment on column subscription_history.items is
  'Price, product, amount of a billing period in minor units (null where it depends on use), interval, count, discounts.';
comment on column subscription_history.discounts is
  'Of the whole subscription, in their order: ids, with what they are where the event showed it.';
create index ix_subscription_history_stripe_customer_id on subscription_history (stripe_customer_id);

create table revenue_marks (
  id                 bigint      not null generated always as identity,
  stripe_customer_id text        not null,
  marked_at          timestamptz not null,
  constraint pk_revenue_marks primary key (id)
);
comment on table revenue_marks is
  'Customers whose figures have to be worked out anew. Only ever inserted and deleted, so that nobody waits for anybody.';

create table revenue_changes (
  stripe_customer_id  text    not null,
  currency            text    not null,
  day                 date    not null,
  movement            text,
  yearly              numeric not null,
  yearly_change       numeric not null,
  past_due_change     numeric not null,
  active_change       integer not null,
  trialing_change     integer not null,
  past_due_subscriptions_change integer not null,
  paused_change       integer not null,
  items_not_counted_change     integer not null,
  discounts_unknown_change     integer not null,
  reconstructed_change         integer not null,
  constraint pk_revenue_changes primary key (stripe_customer_id, currency, day),
  constraint ck_revenue_changes_movement
    check (movement in ('new', 'expansion', 'contraction', 'churn', 'reactivation'))
);
comment on table revenue_changes is
  'Days (UTC) at whose end a customer''s figures differ from those of the day before, and by how much. Worked out from subscription_history and the discounts; can be deleted and worked out again.';
comment on column revenue_changes.yearly is
  'Twelve times the customer''s monthly recurring revenue at the end of the day, in minor units: whole for yearly and monthly prices.';
comment on column revenue_changes.past_due_change is 'Of the part of it whose payment is late.';
create index ix_discounts_stripe_coupon_id on discounts (stripe_coupon_id);
