-- A user's list may hold deleted posts, too. What is filtered beyond the user is filtered among that user's own posts, which this
-- index gives in the order of the list.
create index ix_posts_user_created on posts (user_id, created_at desc, id desc);
drop index ix_posts_user;
