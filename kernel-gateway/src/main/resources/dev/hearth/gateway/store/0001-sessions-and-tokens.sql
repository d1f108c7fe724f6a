-- Tables commit by themselves, so every step is written so that it can be taken again after a crash in its midst.
-- One row: which gateway this is, and how often it was started.
create table if not exists gateway (
    instance varchar(64) not null primary key,
    epoch bigint not null
);

-- Numbers that are given once.
create table if not exists counter (
    name varchar(64) not null primary key,
    next_value bigint not null
);
insert into counter (name, next_value) select 'session', 0 where not exists (select 1 from counter);

create table if not exists session (
    id uuid not null primary key,
    number integer not null unique,
    owner varchar(256) not null,
    proxy_user varchar(256),
    profile varchar(64) not null,
    language varchar(16) not null,
    name varchar(4096),
    path varchar(65536),
    environment text not null,
    created_at bigint not null,
    incarnation integer not null,
    header_session varchar(256) not null,
    first_record bigint not null,
    secret_hash varchar(64) not null,
    key_hash varchar(64),
    key_used boolean not null,
    handle text,
    deadline bigint,
    state varchar(16) not null,
    reason text not null,
    log_tail text not null,
    ended_at bigint
);

-- The first journal number of each session that is not reserved yet.
create table if not exists number_block (
    session uuid not null primary key,
    next_value bigint not null
);

create table if not exists token (
    id varchar(16) not null primary key,
    kind varchar(16) not null,
    owner varchar(256) not null,
    label varchar(200) not null,
    hash varchar(64) not null unique,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
);
