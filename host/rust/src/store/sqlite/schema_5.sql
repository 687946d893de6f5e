-- A mail is tried again later and later, and in the end dies: its sealed code is wiped then, and
-- its row stays.

ALTER TABLE outbox ADD COLUMN locale TEXT;
ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN next_attempt_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN last_error TEXT; -- a class, never what a server said
ALTER TABLE outbox ADD COLUMN dead_at INTEGER;

CREATE INDEX due_mails ON outbox (tenant, next_attempt_at, place) WHERE dead_at IS NULL;
CREATE INDEX dead_mails ON outbox (dead_at, place) WHERE dead_at IS NOT NULL;

-- The language in which a subject reads its mail: a BCP 47 tag.
ALTER TABLE subjects ADD COLUMN locale TEXT;
ALTER TABLE staged ADD COLUMN locale TEXT;
