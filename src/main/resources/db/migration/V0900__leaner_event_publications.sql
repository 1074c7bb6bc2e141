-- Every entry waits to be completed, and is gone when it is: an index on that tells nothing, and each change of an entry's status
-- had to be written to all of them.
drop index ix_event_publication_completion_date;
drop index ix_event_publication_status;
alter table event_publication set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
