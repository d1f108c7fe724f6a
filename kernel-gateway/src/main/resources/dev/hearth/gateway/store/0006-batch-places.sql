-- What a cluster calls a batch, and its page there; empty on no cluster.
alter table batch add column if not exists app_id varchar(256) not null default '';
alter table batch add column if not exists page text not null default '';
