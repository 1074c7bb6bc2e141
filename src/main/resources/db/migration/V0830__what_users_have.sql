-- What users have of what they bought, what is wrong with it, and how much of it they have used.
alter table user_plans add column due_at timestamptz;
comment on column user_plans.due_at is
  'When something follows from time alone, such as the end of a grace period; null where nothing will.';
create index ix_user_plans_due_at on user_plans (due_at) where due_at is not null;
update user_plans set due_at = now()
where user_id in (select user_id from subscriptions where status in ('past_due', 'trialing'));

alter table products
  add column added_limits jsonb not null default '{}',
  add constraint ck_products_added_limits check (jsonb_typeof(added_limits) = 'object');
comment on column products.added_limits is 'Name to number: what each of this product adds to the limits of the others.';
update products p set added_limits = added.limits
from (
  select stripe_id, jsonb_object_agg(substr(key, 7), substr(btrim(value), 2)::bigint) as limits
  from products, jsonb_each_text(raw -> 'metadata')
  where jsonb_typeof(raw -> 'metadata') = 'object' and starts_with(key, 'limit_') and btrim(value) ~ '^\+[0-9]{1,18}$'
  group by stripe_id) added
where added.stripe_id = p.stripe_id;

-- How long a payment has been late.
create index ix_invoices_open on invoices (user_id, stripe_subscription_id) where status = 'open';
-- Which cards expire soon.
create index ix_payment_methods_expiry on payment_methods (exp_year, exp_month)
  where type = 'card' and stripe_customer_id is not null and deleted_at is null;

create table usage_entries (
  user_id      uuid        not null,
  name         text        not null,
  key          text        not null,
  period_start timestamptz not null,
  amount       bigint      not null,
  created_at   timestamptz not null,
  constraint pk_usage_entries primary key (user_id, name, key),
  constraint fk_usage_entries_user_id foreign key (user_id) references users (id),
  constraint ck_usage_entries_amount check (amount > 0)
);
comment on table usage_entries is
  'What was used for what, so that it is counted once and can be given back. Only where a use has a name of its own.';
comment on column usage_entries.period_start is 'Of the counter that it was counted in.';
comment on column usage_entries.created_at is 'What counts for a period only is forgotten long after it.';
create index ix_usage_entries_created_at on usage_entries (created_at) where period_start > '1970-01-01 00:00:00Z';

create table billing_notices (
  user_id   uuid        not null,
  kind      text        not null,
  subject   text        not null,
  occasion  bigint      not null,
  times     integer     not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint pk_billing_notices primary key (user_id, kind, subject),
  constraint fk_billing_notices_user_id foreign key (user_id) references users (id)
);
comment on table billing_notices is
  'What the other modules were told of: whatever the order and number of events, each thing is told once.';
comment on column billing_notices.subject is 'Stripe''s id of what it is about.';
comment on column billing_notices.occasion is 'Which of several of the same subject was told last, such as the number of the attempt.';
comment on column billing_notices.times is 'How often it began.';
create index ix_billing_notices_subject on billing_notices (subject) where closed_at is null;
