-- What the stand-ins know, as JSON documents in the vendors' own shapes.
create table document (
    kind       text        not null,
    id         text        not null,
    body       jsonb       not null,
    seq        bigint      not null generated always as identity,
    created_at timestamptz not null default now(),
    constraint pk_document primary key (kind, id)
);

create unique index ux_document_order on document (kind, seq);

-- Webhooks: those to be sent, and the log of those that were.
create table delivery (
    id          bigint      not null generated always as identity,
    vendor      text        not null,
    message_id  text        not null,
    type        text        not null,
    body        text        not null,
    state       text        not null,
    attempts    int         not null default 0,
    last_status int,
    last_error  text,
    due_at      timestamptz not null,
    created_at  timestamptz not null,
    constraint pk_delivery primary key (id),
    constraint ck_delivery_state check (state in ('waiting', 'delivered', 'dropped', 'failed'))
);

create index ix_delivery_due on delivery (due_at) where state = 'waiting';
create index ix_delivery_vendor on delivery (vendor, id);
