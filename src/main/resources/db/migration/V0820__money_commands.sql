-- All that moves or promises money is a command now. What a command did is asked of Stripe, never guessed from its age: a
-- pending one is looked into again until its outcome is known.
alter table billing_commands drop constraint ck_billing_commands_kind;
alter table billing_commands add constraint ck_billing_commands_kind check (kind in (
  'create_customer', 'change_customer', 'open_checkout', 'create_payment', 'create_setup', 'create_subscription',
  'change_subscription', 'default_payment_method', 'detach_payment_method', 'refund'));

-- A payment whose customer is nobody's here can be refunded, too.
alter table billing_commands alter column user_id drop not null;
create unique index ux_billing_commands_live_of_nobody on billing_commands (kind, subject)
  where user_id is null and state in ('pending', 'open');

-- A price is bought on one way at a time: in a Checkout or as a subscription that waits for its first payment.
create unique index ux_billing_commands_purchase on billing_commands (user_id, subject)
  where kind in ('open_checkout', 'create_subscription') and state in ('pending', 'open');

-- The ones that somebody has to look into.
create index ix_billing_commands_unsettled on billing_commands (updated_at) where state in ('pending', 'open');

comment on column billing_commands.user_id is 'Whose customer it is about; null where that is nobody here.';
comment on column billing_commands.subject is 'What at most one is wanted of at a time: the price of a subscription, the payment of a refund, empty for a customer.';
comment on column billing_commands.expires_at is 'When what it made ends by itself, such as a Checkout; whether it has, Stripe is asked.';
comment on column billing_commands.updated_at is 'When it was last sent, or looked into.';
