alter table billing_notices add column recovered_at timestamptz;
comment on column billing_notices.recovered_at is
  'When it was told that the invoice is paid at last: later than that the trouble is over, where its payment took its time.';
-- Whoever was to be told of these has been.
update billing_notices set recovered_at = closed_at where closed_at is not null;
