-- The life of a code: what it was drawn as, the batch it came in, the latest time of any write.

ALTER TABLE records ADD COLUMN format INTEGER NOT NULL DEFAULT 0; -- 0 = not drawn by a policy's
ALTER TABLE records ADD COLUMN batch BLOB;

CREATE INDEX records_of_subject ON records (tenant, subject, purpose);
CREATE INDEX records_of_batch ON records (batch) WHERE batch IS NOT NULL;

-- One row: a clock that goes back must not revive a code.
CREATE TABLE latest (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    at INTEGER NOT NULL
) STRICT;
INSERT INTO latest SELECT 1, coalesce(max(at), 0) FROM audit;
