-- Times are seconds since 1970-01-01T00:00:00Z. Names of purposes, states, events and standings
-- are those of codemint-core.

CREATE TABLE records (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16), -- a UUID of version 7
    tenant TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Empty where a subject has one live code at a time; else what tells its live codes apart.
    slot BLOB NOT NULL DEFAULT x'',
    digest BLOB NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    max_tries INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    max_uses INTEGER NOT NULL DEFAULT 1,
    uses INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL -- as the id has it
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX live_codes ON records (tenant, purpose, subject, slot)
    WHERE state IN ('pending', 'locked');

CREATE TABLE outbox (
    place INTEGER NOT NULL PRIMARY KEY, -- grows: the order in which mails are sent
    record BLOB NOT NULL UNIQUE REFERENCES records (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL,
    purpose TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sealed_code BLOB NOT NULL,
    not_after INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject TEXT,
    event TEXT NOT NULL,
    record BLOB
) STRICT;

CREATE TABLE subjects (
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    standing TEXT NOT NULL,
    purposes TEXT NOT NULL, -- names, separated by spaces
    mail TEXT,
    PRIMARY KEY (tenant, subject)
) STRICT, WITHOUT ROWID;

-- An import that has not ended. Its subjects are staged; they count once it is published, and are
-- then moved to `subjects` little by little.
CREATE TABLE imports (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    published INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE staged (
    import INTEGER NOT NULL,
    subject TEXT NOT NULL,
    standing TEXT NOT NULL,
    purposes TEXT NOT NULL,
    mail TEXT,
    PRIMARY KEY (import, subject)
) STRICT, WITHOUT ROWID;
