-- Answers that are given again when their requests are repeated, for a while.

CREATE TABLE answers (
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    name BLOB NOT NULL CHECK (length(name) = 32), -- the SHA-256 of the request's name
    request BLOB NOT NULL, -- keyed digest
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    sealed_body BLOB NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (tenant, actor, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX answers_over ON answers (until);
