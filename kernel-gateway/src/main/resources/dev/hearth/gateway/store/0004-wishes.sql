-- What a client asked for beyond the profile, as it said it: applied at each launch.
alter table session add column if not exists wish text;
