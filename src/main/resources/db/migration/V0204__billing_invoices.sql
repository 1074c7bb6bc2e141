-- Stripe's invoices: what lists need. No links to the hosted page or the PDF, because whoever has one may open it.
create table invoices (
  id                     uuid        not null,
  stripe_id              text        not null,
  user_id                uuid,
  stripe_customer_id     text,
  stripe_subscription_id text,
  number                 text,
  status                 text,
  billing_reason         text,
  currency               text        not null,
  total                  bigint      not null,
  amount_due             bigint      not null,
  amount_paid            bigint      not null,
  amount_remaining       bigint      not null,
  period_start           timestamptz,
  period_end             timestamptz,
  due_at                 timestamptz,
  paid_at                timestamptz,
  issued_at              timestamptz not null,
  livemode               boolean     not null,
  raw                    jsonb       not null,
  stripe_version         bigint      not null,
  fetched_at             timestamptz,
  deleted_at             timestamptz,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  constraint pk_invoices primary key (id),
  constraint ux_invoices_stripe_id unique (stripe_id),
  constraint fk_invoices_user_id foreign key (user_id) references users (id)
);
comment on column invoices.total is 'Minor units, as all amounts.';
comment on column invoices.issued_at is 'Stripe''s "created".';
create index ix_invoices_user_id on invoices (user_id, issued_at desc, id desc);
create index ix_invoices_stripe_customer_id on invoices (stripe_customer_id);
