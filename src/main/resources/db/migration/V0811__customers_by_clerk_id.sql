-- An account that is older than this application names its users by their ids at Clerk.
alter table customers add column claimed_clerk_id text;
comment on column customers.claimed_clerk_id is
  'Whom the customer says it belongs to, by the id at Clerk (metadata as configured); looked at where claimed_user_id says nothing.';
create index ix_customers_claimed_clerk_id on customers (claimed_clerk_id) where user_id is null and claimed_clerk_id is not null;
create index ix_customers_unmatched on customers (created_at, id) where user_id is null and deleted_at is null;

-- A customer's link, and its erasure, looks through all that names the customer.
create index ix_entitlement_summaries_stripe_customer_id on entitlement_summaries (stripe_customer_id);
create index ix_promotion_codes_stripe_customer_id on promotion_codes (stripe_customer_id) where stripe_customer_id is not null;
create index ix_invoice_payments_stripe_charge_id on invoice_payments (stripe_charge_id) where stripe_charge_id is not null;
