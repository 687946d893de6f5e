/**
 * The tables in version {@link VERSION}, as created by the Rust SDK's migrations; a test compares
 * the two. Times are seconds since 1970-01-01T00:00:00Z; purposes, states, events and standings
 * have the module's names.
 *
 * @module
 */

/** The application ID in the file header: `Cmnt`. */
export const APPLICATION_ID = 0x436d_6e74;

/** The version of the schema. */
export const VERSION = 8;

/**
 * `place` increases in the order of commits, which is the order of lists. `id` is a UUID of version
 * 7. `slot` is empty, or distinguishes the live codes of a subject. `stage` is the stage of a live
 * code's validity when it was last settled; `due` is the last second of that stage.
 */
const RECORDS = `CREATE TABLE records (
  place INTEGER NOT NULL PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  tenant TEXT NOT NULL,
  purpose TEXT NOT NULL,
  subject TEXT NOT NULL,
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
  created INTEGER NOT NULL,
  sealed_code BLOB,
  hidden INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  terms TEXT,
  issuer TEXT NOT NULL DEFAULT '',
  remove_at INTEGER,
  format INTEGER NOT NULL DEFAULT 0,
  batch BLOB,
  stage INTEGER NOT NULL DEFAULT 0,
  phase TEXT GENERATED ALWAYS AS (
    CASE WHEN state NOT IN ('pending', 'locked') THEN state
    WHEN stage = 2 THEN 'expired' WHEN state = 'locked' THEN 'locked'
    WHEN stage = 0 THEN 'not_yet_valid' ELSE 'pending' END) VIRTUAL,
  due INTEGER GENERATED ALWAYS AS (
    CASE WHEN state IN ('pending', 'locked')
    THEN CASE stage WHEN 0 THEN not_before - 1 WHEN 1 THEN not_after END END) VIRTUAL
) STRICT`;

const RECORD_INDEXES = [
  `CREATE UNIQUE INDEX live_codes ON records (tenant, purpose, subject, slot)
    WHERE state IN ('pending', 'locked')`,
  `CREATE INDEX removals ON records (remove_at)
    WHERE remove_at IS NOT NULL AND state IN ('pending', 'locked')`,
  "CREATE INDEX records_of_tenant ON records (tenant, purpose, phase)",
  "CREATE INDEX records_of_subject ON records (tenant, subject, purpose, phase)",
  "CREATE INDEX records_of_batch ON records (batch) WHERE batch IS NOT NULL",
  "CREATE INDEX due_phases ON records (due) WHERE due IS NOT NULL",
] as const;

/** `place` increases in the order in which mails are sent. */
const OUTBOX = `CREATE TABLE outbox (
  place INTEGER NOT NULL PRIMARY KEY,
  record BLOB NOT NULL UNIQUE REFERENCES records (id) ON DELETE CASCADE,
  tenant TEXT NOT NULL,
  purpose TEXT NOT NULL,
  recipient TEXT NOT NULL,
  sealed_code BLOB NOT NULL,
  not_after INTEGER NOT NULL,
  locale TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  dead_at INTEGER
) STRICT`;

const OUTBOX_INDEXES = [
  `CREATE INDEX due_mails ON outbox (tenant, next_attempt_at, place) WHERE dead_at IS NULL`,
  `CREATE INDEX dead_mails ON outbox (dead_at, place) WHERE dead_at IS NOT NULL`,
] as const;

/** The subjects, and imports that the gateway has not finished. */
const DIRECTORY = [
  `CREATE TABLE subjects (
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    standing TEXT NOT NULL,
    purposes TEXT NOT NULL,
    mail TEXT,
    device TEXT,
    locale TEXT,
    PRIMARY KEY (tenant, subject)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE imports (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    published INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  `CREATE TABLE staged (
    import INTEGER NOT NULL,
    subject TEXT NOT NULL,
    standing TEXT NOT NULL,
    purposes TEXT NOT NULL,
    mail TEXT,
    device TEXT,
    locale TEXT,
    PRIMARY KEY (import, subject)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE elevation_rules (
    number INTEGER NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    computers TEXT NOT NULL,
    spans INTEGER NOT NULL,
    local_accounts TEXT NOT NULL,
    by_device INTEGER NOT NULL
  ) STRICT`,
  "CREATE INDEX rules_of_account ON elevation_rules (tenant, account)",
] as const;

/** One row, so that no expired code becomes valid again when the clock goes back. */
const LATEST = [
  `CREATE TABLE latest (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    at INTEGER NOT NULL
  ) STRICT`,
  "INSERT INTO latest (one, at) VALUES (1, 0)",
] as const;

/**
 * The audit trail with its chain, the ID of its writer, its checkpoints, the numbers that tenants
 * see, and the counts of failures of unauthenticated callers that are not in the trail yet.
 */
const AUDIT = [
  `CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    purpose TEXT,
    subject TEXT,
    event TEXT NOT NULL,
    record BLOB,
    detail TEXT,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    number INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  "CREATE UNIQUE INDEX audit_of_tenant ON audit (tenant, number)",
  `CREATE INDEX audit_of_subject ON audit (tenant, subject, number)
    WHERE subject IS NOT NULL`,
  `CREATE INDEX audit_of_record ON audit (tenant, record, number)
    WHERE record IS NOT NULL`,
  `CREATE TABLE audit_tenants (
    tenant TEXT NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE audit_floods (
    tenant TEXT NOT NULL,
    event TEXT NOT NULL,
    since INTEGER NOT NULL,
    written INTEGER NOT NULL,
    held INTEGER NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (tenant, event)
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX held_floods ON audit_floods (since) WHERE held > 0",
  `CREATE TABLE audit_writer (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE audit_checkpoints (
    kind TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    at INTEGER NOT NULL,
    signature BLOB NOT NULL
  ) STRICT, WITHOUT ROWID`,
] as const;

/** Protection against mistakes: a process with write access to the database can drop them. */
const AUDIT_TRIGGERS = [
  `CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is never changed');
  END`,
  `CREATE TRIGGER audit_is_removed_before_the_cut_only BEFORE DELETE ON audit
  WHEN OLD.seq > coalesce((SELECT seq FROM audit_checkpoints WHERE kind = 'cut'), -1) BEGIN
    SELECT RAISE(ABORT, 'the audit trail is removed by retention only');
  END`,
] as const;

/** Stored answers for repeated requests. */
const ANSWERS = [
  `CREATE TABLE answers (
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    name BLOB NOT NULL CHECK (length(name) = 32),
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    sealed_body BLOB NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (tenant, actor, name)
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX answers_over ON answers (until)",
] as const;

/** The statements that create the tables in a blank database, except for the writer's ID. */
export const SCHEMA: readonly string[] = [
  RECORDS,
  ...RECORD_INDEXES,
  OUTBOX,
  ...OUTBOX_INDEXES,
  ...DIRECTORY,
  ...LATEST,
  ...AUDIT,
  ...AUDIT_TRIGGERS,
  ...ANSWERS,
];

/** The schema version, in one row, for databases without access to the file header. */
export const VERSION_TABLE = `CREATE TABLE codemint_schema (
  sole INTEGER NOT NULL PRIMARY KEY CHECK (sole = 1),
  version INTEGER NOT NULL
) STRICT`;
