-- The audit trail as a chain. The table is made anew, so that the purpose may be absent;
-- `audit/migrate.rs` then links the entries that there are.

ALTER TABLE audit RENAME TO audit_unlinked;

CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    purpose TEXT,
    subject TEXT,
    event TEXT NOT NULL,
    record BLOB,
    detail TEXT,
    chain BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;

CREATE INDEX audit_of_record ON audit (tenant, record) WHERE record IS NOT NULL;

-- One row: which file's chain it is.
CREATE TABLE audit_writer (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16)
) STRICT, WITHOUT ROWID;

INSERT INTO audit_writer (id) VALUES (randomblob(16));

-- What vouches for the chain: one row a kind, `head` and `cut`.
CREATE TABLE audit_checkpoints (
    kind TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    at INTEGER NOT NULL,
    signature BLOB NOT NULL -- format, key id, HMAC
) STRICT, WITHOUT ROWID;

-- Against mistakes: whoever may write to the file may drop them.
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is never changed');
END;

CREATE TRIGGER audit_is_removed_before_the_cut_only BEFORE DELETE ON audit
WHEN OLD.seq > coalesce((SELECT seq FROM audit_checkpoints WHERE kind = 'cut'), -1) BEGIN
    SELECT RAISE(ABORT, 'the audit trail is removed by retention only');
END;
