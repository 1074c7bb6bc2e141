-- What nearly every event of Stripe's billing rewrites. Decision 24 has the measurements.

-- Room for the next state beside the last one, so that a change touches one page and no index; and raw JSON as it is, because
-- compressing it cost more than all the rest of the write.
alter table subscriptions set (fillfactor = 40, toast_tuple_target = 8160);
alter table subscription_items set (fillfactor = 70);
alter table user_plans set (fillfactor = 70);

-- How their values are distributed changes slowly, however often the rows do. With PostgreSQL's tenth they were counted every
-- few seconds while webhooks came by the thousand, and every count has every connection plan its statements again.
alter table subscriptions set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 5000);
alter table subscription_items set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 5000);
alter table user_plans set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 5000);
alter table subscription_history set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 5000);
alter table webhook_dedup set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 5000);

-- No condition is on the whole of it.
alter table subscriptions alter column raw set statistics 0;
