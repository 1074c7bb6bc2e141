-- What a user has used of the limits of the plan, by period.
create table usage_counters (
  user_id      uuid        not null,
  name         text        not null,
  period_start timestamptz not null,
  used         bigint      not null,
  updated_at   timestamptz not null,
  constraint pk_usage_counters primary key (user_id, name, period_start),
  constraint fk_usage_counters_user_id foreign key (user_id) references users (id),
  constraint ck_usage_counters_used check (used >= 0)
);
