-- What users have been told inside the product.
create table notifications (
  id         uuid        not null,
  user_id    uuid        not null,
  kind       text        not null,
  payload    jsonb       not null,
  dedup_key  text        not null,
  version    bigint,
  read_at    timestamptz,
  created_at timestamptz not null,
  constraint pk_notifications primary key (id),
  constraint fk_notifications_user foreign key (user_id) references users (id) on delete cascade,
  constraint ux_notifications_dedup_key unique (user_id, dedup_key)
);
comment on column notifications.kind is 'Decides how the payload is read. Not a closed list: during a roll-out the newer version may write kinds that the older one passes over.';
comment on column notifications.payload is 'What the texts are made of when they are read. Neither a secret nor personal data.';
comment on column notifications.dedup_key is 'Names what happened, so that an event that is delivered again tells nothing twice.';
comment on column notifications.version is 'Of the state that it tells of, where its event has one: an older state is not told after a newer one.';
create index ix_notifications_user on notifications (user_id, created_at desc, id desc);
create index ix_notifications_unread on notifications (user_id, created_at desc, id desc) where read_at is null;
