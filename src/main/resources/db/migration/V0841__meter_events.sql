-- Usage on its way to Stripe's meters.
create table meter_events (
  id                 uuid        not null,
  user_id            uuid        not null,
  stripe_customer_id text,
  event_name         text        not null,
  value              bigint      not null,
  occurred_at        timestamptz not null,
  identifier         text        not null,
  state              text        not null,
  attempts           integer     not null,
  uncertain_since    timestamptz,
  next_attempt_at    timestamptz not null,
  last_error         text,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  constraint pk_meter_events primary key (id),
  constraint fk_meter_events_user_id foreign key (user_id) references users (id),
  constraint ux_meter_events_identifier unique (identifier),
  constraint ck_meter_events_identifier check (length(identifier) between 1 and 100),
  constraint ck_meter_events_value check (value between 0 and 999999999999999),
  constraint ck_meter_events_state check (state in ('pending', 'sent', 'rejected', 'expired', 'unknown'))
);
comment on column meter_events.stripe_customer_id is 'To whom it goes, from the first attempt on.';
comment on column meter_events.uncertain_since is
  'The first attempt that may have taken effect without our knowing it: for a day from then on Stripe knows the identifier again.';
comment on column meter_events.last_error is 'A code, Stripe''s or ours.';
create index ix_meter_events_due on meter_events (next_attempt_at) where state = 'pending';
create index ix_meter_events_failed on meter_events (updated_at) where state in ('rejected', 'expired', 'unknown');
create index ix_meter_events_sent on meter_events (updated_at) where state = 'sent';
create index ix_meter_events_created_at on meter_events (created_at desc, id desc);
create index ix_meter_events_user_id on meter_events (user_id);

create table meter_error_reports (
  id               uuid        not null,
  event_id         text        not null,
  kind             text        not null,
  stripe_meter_id  text,
  error_count      bigint      not null,
  errors           jsonb       not null,
  validation_start timestamptz,
  validation_end   timestamptz,
  occurred_at      timestamptz not null,
  created_at       timestamptz not null,
  constraint pk_meter_error_reports primary key (id),
  constraint ux_meter_error_reports_event_id unique (event_id),
  constraint ck_meter_error_reports_errors check (jsonb_typeof(errors) = 'array')
);
comment on table meter_error_reports is 'What Stripe refused after it had taken it: how many events, by code. Which ones, it says of samples alone.';
create index ix_meter_error_reports_occurred_at on meter_error_reports (occurred_at desc, id desc);
