-- An account that is older than this application names its users by their ids at Clerk.
alter table customers add column claimed_clerk_id text;
comment on column customers.claimed_clerk_id is
  'Whom the customer says it belongs to, by the id at Clerk (metadata as configured); looked at where claimed_user_id says nothing.';
create index ix_customers_claimed_clerk_id on customers (claimed_clerk_id) where user_id is null and claimed_clerk_id is not null;
create index ix_customers_unmatched on customers (created_at, id) where user_id is null and deleted_at is null;
