-- Applications without interpreters. Their numbers are a series of their own.
create table if not exists batch (
    id uuid not null primary key,
    number integer not null unique,
    owner varchar(256) not null,
    proxy_user varchar(256),
    profile varchar(64) not null,
    application text not null,
    wish text not null,
    created_at bigint not null,
    handle text,
    state varchar(16) not null,
    exit_code integer,
    reason text not null,
    ended_at bigint
);
insert into counter (name, next_value)
    select 'batch', 0 where not exists (select 1 from counter where name = 'batch');
