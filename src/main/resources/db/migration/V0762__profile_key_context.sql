comment on column social_profiles.profile_key is 'Encrypted, and bound to table, column and row; in rows of before, to the row''s id alone. Ayrshare tells it once.';
