-- A thin event tells an object's end and nothing of what it was. Where it is also the first that we hear of the object, the
-- tombstone is all there is; should an event with the object come late, its last state is filled in.
-- The checks are not validated, which would read whole tables: the columns were "not null" until now.
alter table products
  alter column name drop not null,
  alter column plan drop not null,
  alter column active set default false,
  alter column features set default '[]',
  alter column limits set default '{}',
  add constraint ck_products_known check (deleted_at is not null or (name is not null and plan is not null)) not valid;

alter table prices
  alter column stripe_product_id drop not null,
  alter column currency drop not null,
  alter column active set default false,
  add constraint ck_prices_known
    check (deleted_at is not null or (stripe_product_id is not null and currency is not null)) not valid;

alter table subscriptions
  alter column status drop not null,
  alter column cancel_at_period_end set default false,
  add constraint ck_subscriptions_known check (deleted_at is not null or status is not null) not valid;

alter table invoices
  alter column currency drop not null,
  alter column total set default 0,
  alter column amount_due set default 0,
  alter column amount_paid set default 0,
  alter column amount_remaining set default 0,
  alter column issued_at drop not null,
  add constraint ck_invoices_known
    check (deleted_at is not null or (currency is not null and issued_at is not null)) not valid;
