-- Rows that change again and again, in none of the columns that are indexed: with room on their page the indexes stay as they are.
alter table subscriptions set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
alter table subscription_items set (fillfactor = 70);
alter table user_plans set (fillfactor = 70);
