-- The rest of what billing mirrors of Stripe, one table a kind, with the columns and rules that V0201 describes. Times that
-- Stripe gives an object are called issued_at where they are its "created"; created_at is when the row came to be here.
create table coupons (
  id                 uuid        not null,
  stripe_id          text        not null,
  name               text,
  percent_off        numeric,
  amount_off         bigint,
  currency           text,
  duration           text,
  duration_in_months integer,
  max_redemptions    bigint,
  times_redeemed     bigint,
  redeem_by          timestamptz,
  valid              boolean     not null default false,
  livemode           boolean     not null,
  raw                jsonb       not null,
  stripe_version     bigint      not null,
  fetched_at         timestamptz,
  deleted_at         timestamptz,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint pk_coupons primary key (id),
  constraint ux_coupons_stripe_id unique (stripe_id)
);
comment on column coupons.duration is 'once, repeating (duration_in_months) or forever.';

create table promotion_codes (
  id                       uuid        not null,
  stripe_id                text        not null,
  stripe_coupon_id         text,
  code                     text,
  active                   boolean     not null default false,
  stripe_customer_id       text,
  expires_at               timestamptz,
  max_redemptions          bigint,
  times_redeemed           bigint,
  first_time_transaction   boolean     not null default false,
  minimum_amount           bigint,
  minimum_amount_currency  text,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_promotion_codes primary key (id),
  constraint ux_promotion_codes_stripe_id unique (stripe_id)
);
comment on column promotion_codes.stripe_customer_id is 'Set where only this customer may use it.';

create table discounts (
  id                       uuid        not null,
  stripe_id                text        not null,
  stripe_customer_id       text,
  stripe_subscription_id   text,
  stripe_coupon_id         text,
  stripe_promotion_code_id text,
  starts_at                timestamptz,
  ends_at                  timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_discounts primary key (id),
  constraint ux_discounts_stripe_id unique (stripe_id)
);
comment on table discounts is 'A coupon that a customer or a subscription has. Stripe has no call that answers one of them.';
create index ix_discounts_stripe_subscription_id on discounts (stripe_subscription_id);
create index ix_discounts_stripe_customer_id on discounts (stripe_customer_id);

create table subscription_schedules (
  id                     uuid        not null,
  stripe_id              text        not null,
  user_id                uuid,
  stripe_customer_id     text,
  stripe_subscription_id text,
  status                 text,
  end_behavior           text,
  phase_start            timestamptz,
  phase_end              timestamptz,
  canceled_at            timestamptz,
  completed_at           timestamptz,
  released_at            timestamptz,
  livemode               boolean     not null,
  raw                    jsonb       not null,
  stripe_version         bigint      not null,
  fetched_at             timestamptz,
  deleted_at             timestamptz,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  constraint pk_subscription_schedules primary key (id),
  constraint ux_subscription_schedules_stripe_id unique (stripe_id),
  constraint fk_subscription_schedules_user_id foreign key (user_id) references users (id)
);
comment on column subscription_schedules.phase_end is 'Of the phase that is running; null where none is.';
create index ix_subscription_schedules_user_id on subscription_schedules (user_id);
create index ix_subscription_schedules_stripe_customer_id on subscription_schedules (stripe_customer_id);

create table invoice_payments (
  id                       uuid        not null,
  stripe_id                text        not null,
  stripe_invoice_id        text,
  stripe_payment_intent_id text,
  stripe_charge_id         text,
  status                   text,
  is_default               boolean     not null default false,
  currency                 text,
  amount_requested         bigint,
  amount_paid              bigint,
  paid_at                  timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_invoice_payments primary key (id),
  constraint ux_invoice_payments_stripe_id unique (stripe_id)
);
comment on table invoice_payments is 'What pays which invoice, since 2025-03-31.basil; before, an invoice named its payment intent itself.';
create index ix_invoice_payments_stripe_invoice_id on invoice_payments (stripe_invoice_id);
create index ix_invoice_payments_stripe_payment_intent_id on invoice_payments (stripe_payment_intent_id);

create table payment_intents (
  id                       uuid        not null,
  stripe_id                text        not null,
  user_id                  uuid,
  stripe_customer_id       text,
  stripe_invoice_id        text,
  status                   text,
  currency                 text,
  amount                   bigint      not null default 0,
  amount_received          bigint      not null default 0,
  description              text,
  stripe_payment_method_id text,
  stripe_latest_charge_id  text,
  failure_code             text,
  decline_code             text,
  canceled_at              timestamptz,
  issued_at                timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_payment_intents primary key (id),
  constraint ux_payment_intents_stripe_id unique (stripe_id),
  constraint fk_payment_intents_user_id foreign key (user_id) references users (id)
);
comment on column payment_intents.stripe_invoice_id is 'Only of API versions before 2025-03-31.basil; later the link is in invoice_payments.';
comment on column payment_intents.failure_code is 'Of the last attempt, where it failed.';
create index ix_payment_intents_user_id on payment_intents (user_id, issued_at desc, id desc);
create index ix_payment_intents_stripe_customer_id on payment_intents (stripe_customer_id);

create table setup_intents (
  id                       uuid        not null,
  stripe_id                text        not null,
  user_id                  uuid,
  stripe_customer_id       text,
  status                   text,
  usage                    text,
  stripe_payment_method_id text,
  failure_code             text,
  decline_code             text,
  issued_at                timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_setup_intents primary key (id),
  constraint ux_setup_intents_stripe_id unique (stripe_id),
  constraint fk_setup_intents_user_id foreign key (user_id) references users (id)
);
create index ix_setup_intents_user_id on setup_intents (user_id);
create index ix_setup_intents_stripe_customer_id on setup_intents (stripe_customer_id);

create table charges (
  id                       uuid        not null,
  stripe_id                text        not null,
  user_id                  uuid,
  stripe_customer_id       text,
  stripe_payment_intent_id text,
  stripe_payment_method_id text,
  status                   text,
  currency                 text,
  amount                   bigint      not null default 0,
  amount_captured          bigint      not null default 0,
  amount_refunded          bigint      not null default 0,
  paid                     boolean     not null default false,
  refunded                 boolean     not null default false,
  disputed                 boolean     not null default false,
  failure_code             text,
  decline_code             text,
  outcome_type             text,
  risk_level               text,
  card_brand               text,
  card_last4               text,
  issued_at                timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_charges primary key (id),
  constraint ux_charges_stripe_id unique (stripe_id),
  constraint fk_charges_user_id foreign key (user_id) references users (id)
);
create index ix_charges_user_id on charges (user_id, issued_at desc, id desc);
create index ix_charges_stripe_customer_id on charges (stripe_customer_id);
create index ix_charges_stripe_payment_intent_id on charges (stripe_payment_intent_id);

create table refunds (
  id                       uuid        not null,
  stripe_id                text        not null,
  stripe_charge_id         text,
  stripe_payment_intent_id text,
  status                   text,
  currency                 text,
  amount                   bigint      not null default 0,
  reason                   text,
  failure_reason           text,
  issued_at                timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_refunds primary key (id),
  constraint ux_refunds_stripe_id unique (stripe_id)
);
comment on table refunds is 'Whose a refund is, its charge or payment intent tells: Stripe names no customer.';
create index ix_refunds_stripe_charge_id on refunds (stripe_charge_id);
create index ix_refunds_stripe_payment_intent_id on refunds (stripe_payment_intent_id);
create index ix_refunds_issued_at on refunds (issued_at desc, id desc);

create table disputes (
  id                       uuid        not null,
  stripe_id                text        not null,
  stripe_charge_id         text,
  stripe_payment_intent_id text,
  status                   text,
  reason                   text,
  currency                 text,
  amount                   bigint      not null default 0,
  due_by                   timestamptz,
  has_evidence             boolean     not null default false,
  issued_at                timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_disputes primary key (id),
  constraint ux_disputes_stripe_id unique (stripe_id)
);
comment on table disputes is 'Without the evidence, which is about persons and has its place in Stripe''s dashboard.';
comment on column disputes.due_by is 'Until when evidence can be submitted.';
create index ix_disputes_stripe_charge_id on disputes (stripe_charge_id);
create index ix_disputes_stripe_payment_intent_id on disputes (stripe_payment_intent_id);
create index ix_disputes_issued_at on disputes (issued_at desc, id desc);

create table payment_methods (
  id                 uuid        not null,
  stripe_id          text        not null,
  user_id            uuid,
  stripe_customer_id text,
  type               text,
  brand              text,
  last4              text,
  exp_month          integer,
  exp_year           integer,
  issued_at          timestamptz,
  livemode           boolean     not null,
  raw                jsonb       not null,
  stripe_version     bigint      not null,
  fetched_at         timestamptz,
  deleted_at         timestamptz,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint pk_payment_methods primary key (id),
  constraint ux_payment_methods_stripe_id unique (stripe_id),
  constraint fk_payment_methods_user_id foreign key (user_id) references users (id)
);
comment on column payment_methods.stripe_customer_id is 'Null once it is detached: it can never be used again.';
create index ix_payment_methods_user_id on payment_methods (user_id);
create index ix_payment_methods_stripe_customer_id on payment_methods (stripe_customer_id);

create table checkout_sessions (
  id                       uuid        not null,
  stripe_id                text        not null,
  user_id                  uuid,
  stripe_customer_id       text,
  mode                     text,
  status                   text,
  payment_status           text,
  currency                 text,
  amount_total             bigint,
  stripe_subscription_id   text,
  stripe_payment_intent_id text,
  stripe_setup_intent_id   text,
  expires_at               timestamptz,
  issued_at                timestamptz,
  livemode                 boolean     not null,
  raw                      jsonb       not null,
  stripe_version           bigint      not null,
  fetched_at               timestamptz,
  deleted_at               timestamptz,
  created_at               timestamptz not null,
  updated_at               timestamptz not null,
  constraint pk_checkout_sessions primary key (id),
  constraint ux_checkout_sessions_stripe_id unique (stripe_id),
  constraint fk_checkout_sessions_user_id foreign key (user_id) references users (id)
);
create index ix_checkout_sessions_user_id on checkout_sessions (user_id);
create index ix_checkout_sessions_stripe_customer_id on checkout_sessions (stripe_customer_id);

create table tax_ids (
  id                  uuid        not null,
  stripe_id           text        not null,
  user_id             uuid,
  stripe_customer_id  text,
  type                text,
  value               text,
  country             text,
  verification_status text,
  livemode            boolean     not null,
  raw                 jsonb       not null,
  stripe_version      bigint      not null,
  fetched_at          timestamptz,
  deleted_at          timestamptz,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  constraint pk_tax_ids primary key (id),
  constraint ux_tax_ids_stripe_id unique (stripe_id),
  constraint fk_tax_ids_user_id foreign key (user_id) references users (id)
);
create index ix_tax_ids_user_id on tax_ids (user_id);
create index ix_tax_ids_stripe_customer_id on tax_ids (stripe_customer_id);

create table entitlement_summaries (
  id                 uuid        not null,
  stripe_id          text        not null,
  user_id            uuid,
  stripe_customer_id text,
  features           jsonb       not null default '[]',
  livemode           boolean     not null,
  raw                jsonb       not null,
  stripe_version     bigint      not null,
  fetched_at         timestamptz,
  deleted_at         timestamptz,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint pk_entitlement_summaries primary key (id),
  constraint ux_entitlement_summaries_stripe_id unique (stripe_id),
  constraint fk_entitlement_summaries_user_id foreign key (user_id) references users (id),
  constraint ck_entitlement_summaries_features check (jsonb_typeof(features) = 'array')
);
comment on table entitlement_summaries is
  'What Stripe says a customer is entitled to. A summary has no id of its own: stripe_id is the customer''s.';
comment on column entitlement_summaries.features is 'The lookup keys of the features, all of them, sorted.';
create index ix_entitlement_summaries_user_id on entitlement_summaries (user_id);
