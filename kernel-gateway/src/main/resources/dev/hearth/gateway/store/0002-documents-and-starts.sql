-- Which document of Jupyter's a session belongs to, and what is known of the start of its present driver.
alter table session add column if not exists document uuid;
alter table session add column if not exists document_type varchar(64);
alter table session add column if not exists start_report text;
