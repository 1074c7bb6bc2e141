-- Of an erased user's customer no more is kept than the books need, whatever Stripe tells afterwards.
alter table customers add column erased_at timestamptz;
comment on column customers.erased_at is 'Since then its subscriptions and invoices are kept for the books alone: amounts, dates, ids and numbers.';
