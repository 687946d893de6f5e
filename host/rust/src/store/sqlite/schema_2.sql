-- Codes that stand beside others (their digest is their slot), can be told once more, and are
-- removed some time after they are over.

ALTER TABLE records ADD COLUMN sealed_code BLOB;
ALTER TABLE records ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN note TEXT;
ALTER TABLE records ADD COLUMN terms TEXT; -- JSON
ALTER TABLE records ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN remove_at INTEGER;

CREATE INDEX removals ON records (remove_at)
    WHERE remove_at IS NOT NULL AND state IN ('pending', 'locked');

ALTER TABLE audit ADD COLUMN detail TEXT;

-- A computer's id in its cloud directory.
ALTER TABLE subjects ADD COLUMN device TEXT;
ALTER TABLE staged ADD COLUMN device TEXT;

-- Who may raise privileges where: one row a rule.
CREATE TABLE elevation_rules (
    number INTEGER NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    account TEXT NOT NULL, -- canonical key
    computers TEXT NOT NULL, -- JSON array of canonical keys; empty = every computer
    spans INTEGER NOT NULL, -- bit n for span n
    local_accounts TEXT NOT NULL, -- JSON array of names
    by_device INTEGER NOT NULL
) STRICT;

CREATE INDEX rules_of_account ON elevation_rules (tenant, account);
