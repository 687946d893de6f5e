-- Lists and the audit trail read by an index, whatever they are asked for.

-- The table is made anew with a number that grows with every insert. Writers follow one another, so
-- that it is the order of the commits; codes from before are ordered by their ids. Indexes end with
-- it, and are so in the order of the lists. `migrate` has turned the foreign keys off: else dropping
-- the old table would empty the outbox.
CREATE TABLE records_placed (
    place INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), -- a UUID of version 7
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
    created INTEGER NOT NULL, -- as the id has it
    sealed_code BLOB,
    hidden INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    terms TEXT, -- JSON
    issuer TEXT NOT NULL DEFAULT '',
    remove_at INTEGER,
    format INTEGER NOT NULL DEFAULT 0, -- 0 = not drawn by a policy's
    batch BLOB,
    -- How far the time of a live code had come when it was settled last: 0 before `not_before`,
    -- 1 valid, 2 after `not_after`. `settle` keeps it up with the time.
    stage INTEGER NOT NULL DEFAULT 0,
    phase TEXT GENERATED ALWAYS AS (
        CASE WHEN state NOT IN ('pending', 'locked') THEN state
        WHEN stage = 2 THEN 'expired' WHEN state = 'locked' THEN 'locked'
        WHEN stage = 0 THEN 'not_yet_valid' ELSE 'pending' END) VIRTUAL,
    -- The last second of a live code's stage.
    due INTEGER GENERATED ALWAYS AS (
        CASE WHEN state IN ('pending', 'locked')
        THEN CASE stage WHEN 0 THEN not_before - 1 WHEN 1 THEN not_after END END) VIRTUAL
) STRICT;

INSERT INTO records_placed (id, tenant, purpose, subject, slot, digest, not_before, not_after,
    max_tries, tries, max_uses, uses, state, version, created, sealed_code, hidden, note, terms,
    issuer, remove_at, format, batch, stage)
SELECT id, tenant, purpose, subject, slot, digest, not_before, not_after, max_tries, tries,
    max_uses, uses, state, version, created, sealed_code, hidden, note, terms, issuer, remove_at,
    format, batch, CASE WHEN not_after < at THEN 2 WHEN not_before <= at THEN 1 ELSE 0 END
FROM records JOIN latest ORDER BY id;

DROP TABLE records;
ALTER TABLE records_placed RENAME TO records;

CREATE UNIQUE INDEX live_codes ON records (tenant, purpose, subject, slot)
    WHERE state IN ('pending', 'locked');
CREATE INDEX removals ON records (remove_at)
    WHERE remove_at IS NOT NULL AND state IN ('pending', 'locked');
CREATE INDEX records_of_tenant ON records (tenant, purpose, phase);
CREATE INDEX records_of_subject ON records (tenant, subject, purpose, phase);
CREATE INDEX records_of_batch ON records (batch) WHERE batch IS NOT NULL;
CREATE INDEX due_phases ON records (due) WHERE due IS NOT NULL;

-- The number that the tenant sees, in the order of `seq`. Entries from before keep the number that
-- they were shown under, so that cursors stay true.
DROP TRIGGER audit_is_never_changed;
ALTER TABLE audit ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE audit SET number = seq;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is never changed');
END;

DROP INDEX audit_of_record;
CREATE UNIQUE INDEX audit_of_tenant ON audit (tenant, number);
CREATE INDEX audit_of_subject ON audit (tenant, subject, number) WHERE subject IS NOT NULL;
CREATE INDEX audit_of_record ON audit (tenant, record, number) WHERE record IS NOT NULL;

-- The last number of each tenant, also after retention has removed its entries.
CREATE TABLE audit_tenants (
    tenant TEXT NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO audit_tenants SELECT tenant, max(number) FROM audit GROUP BY tenant;

-- Failures of anonymous callers beyond what is written one by one: counted, until an entry of the
-- trail has the count.
CREATE TABLE audit_floods (
    tenant TEXT NOT NULL,
    event TEXT NOT NULL,
    since INTEGER NOT NULL, -- when the interval began
    written INTEGER NOT NULL, -- how many of it have an entry of their own
    held INTEGER NOT NULL, -- how many have none
    actor TEXT NOT NULL,
    PRIMARY KEY (tenant, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX held_floods ON audit_floods (since) WHERE held > 0;
