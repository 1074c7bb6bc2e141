-- What we asked Stripe to make, written down before it is asked: after a crash or a double click the same request is sent
-- again under the same idempotency key, so that nothing is made twice.
create table billing_commands (
  id          uuid        not null,
  user_id     uuid        not null,
  kind        text        not null,
  subject     text        not null,
  request     jsonb       not null,
  state       text        not null,
  stripe_id   text,
  expires_at  timestamptz not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  constraint pk_billing_commands primary key (id),
  constraint fk_billing_commands_user_id foreign key (user_id) references users (id),
  constraint ck_billing_commands_kind check (kind in ('create_customer', 'open_checkout')),
  constraint ck_billing_commands_state check (state in ('pending', 'open', 'closed')),
  constraint ck_billing_commands_open check (state <> 'open' or stripe_id is not null)
);
comment on column billing_commands.subject is 'What at most one is wanted of at a time: the price of a Checkout, empty for a customer.';
comment on column billing_commands.request is 'What decides whether another request is the same; no personal data.';
comment on column billing_commands.state is 'pending: sent or about to be, outcome unknown; open: it exists at Stripe and can be used; closed: over.';
comment on column billing_commands.expires_at is 'From then on nothing that it may have made can be used, and a new one is safe.';
create unique index ux_billing_commands_live on billing_commands (user_id, kind, subject) where state in ('pending', 'open');
create index ix_billing_commands_stripe_id on billing_commands (stripe_id) where stripe_id is not null;
