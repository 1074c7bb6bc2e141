-- Where two of the same may be meant, such as two refunds of one payment, the caller's key says whether a request is a repetition.
alter table billing_commands add column request_key text;
comment on column billing_commands.request_key is
  'Hash of who asked and their key; kept while the command is alive, and after it where it made something.';
create unique index ux_billing_commands_request_key on billing_commands (request_key) where request_key is not null;
