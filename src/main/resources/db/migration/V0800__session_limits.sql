-- Sessions end here by their age, by lying idle, and where newer ones take their place; Clerk tells of none of these.
alter table user_sessions
  add column started_at   timestamptz,
  add column last_seen_at timestamptz,
  add column seen_ip      text,
  add column user_agent   text,
  add column impersonator text,
  add column end_reason   text,
  add constraint ck_user_sessions_end_reason check (end_reason in ('too_old', 'idle', 'displaced'));
comment on column user_sessions.started_at is 'By Clerk; null until it has told, and created_at stands for it.';
comment on column user_sessions.last_seen_at is 'When it was last used here, to the minute; last_active_at is what Clerk knows.';
comment on column user_sessions.impersonator is 'Clerk''s id of who acts in the user''s place in this session.';
comment on column user_sessions.end_reason is 'Why it was ended here, where that was no person''s doing.';
comment on column users.authz_changed_at is 'When rights were last taken away, or given back after a suspension: a token signed before is refused.';
