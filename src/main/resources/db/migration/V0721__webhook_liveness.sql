-- When any node last worked: what tells, at the next start, how long nobody did.
create table webhook_liveness (
  only_one boolean     not null default true,
  alive_at timestamptz not null,
  constraint pk_webhook_liveness primary key (only_one),
  constraint ck_webhook_liveness_only_one check (only_one)
);
