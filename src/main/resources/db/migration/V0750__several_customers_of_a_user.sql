-- Stripe keeps nobody from having several customers. Which of them came first must not decide whose purchases count.
drop index ux_customers_user_id;
create index ix_customers_user_id on customers (user_id) where user_id is not null;
