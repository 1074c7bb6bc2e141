-- Erasures (GDPR art. 17): what has been done of each, so that it goes on where it stopped.
create table erasures (
  id           uuid        not null,
  user_id      uuid        not null,
  status       text        not null default 'running',
  pass         smallint    not null default 0,
  requested_by uuid,
  requested_at timestamptz not null,
  erased_at    timestamptz,
  completed_at timestamptz,
  constraint pk_erasures primary key (id),
  constraint fk_erasures_user foreign key (user_id) references users (id),
  constraint ux_erasures_user unique (user_id),
  constraint ck_erasures_status check (status in ('running', 'watching', 'completed')),
  constraint ck_erasures_erased check ((status = 'running') = (erased_at is null)),
  constraint ck_erasures_completed check ((status = 'completed') = (completed_at is not null))
);
comment on column erasures.status is 'watching: every step is done; they are repeated because the vendors'' last words arrive afterwards.';
comment on column erasures.pass is 'How often all steps have been done.';
comment on column erasures.requested_by is 'The user, or an administrator; null where Clerk told. No foreign key: entries outlive users.';
create index ix_erasures_requested_at on erasures (requested_at desc, id desc);

create table erasure_steps (
  erasure_id  uuid        not null,
  pass        smallint    not null,
  step        text        not null,
  attempts    integer     not null default 0,
  last_error  text,
  finished_at timestamptz,
  constraint pk_erasure_steps primary key (erasure_id, pass, step),
  constraint fk_erasure_steps_erasure foreign key (erasure_id) references erasures (id) on delete cascade
);
comment on column erasure_steps.last_error is 'What kind of failure; never a message, which might repeat what is being erased.';

create table erasure_names (
  erasure_id uuid not null,
  name       text not null,
  constraint pk_erasure_names primary key (erasure_id, name),
  constraint fk_erasure_names_erasure foreign key (erasure_id) references erasures (id) on delete cascade
);
comment on table erasure_names is 'What the vendors call the user, by which their events are found after our own tables have forgotten it. Deleted when the erasure is completed.';
