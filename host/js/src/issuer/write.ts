/**
 * Converts a commit, which refers to positions, to a write with subjects, digests and encrypted
 * codes.
 *
 * @module
 */

import type { DirectoryEntry } from "../directory.js";
import { CodemintError } from "../errors.js";
import type { AuditEntry, Commit, Findings, Issued, MailOrder, Purpose } from "../module/types.js";
import type { AuditRow, NewMail, NewRecord, Write } from "../store/store.js";
import { type Asked, type Context, rules } from "./context.js";

/** A decision, and what it is based on. */
export interface Decided {
  readonly asked: Asked;
  readonly actor: string;
  /** Whether the caller is unauthenticated. */
  readonly anonymous: boolean;
  readonly entries: readonly DirectoryEntry[];
  readonly found: Findings;
  readonly commit: Commit;
}

/** The write for a commit. */
export async function writeOf(context: Context, decided: Decided): Promise<Write> {
  const { asked, found, commit } = decided;
  const purpose = asked.needs.purpose ?? found.record?.recorded.purpose;
  return {
    tenant: asked.tenant,
    ...(purpose === undefined ? {} : { purpose }),
    at: found.now,
    records: await Promise.all(commit.issued.map((issued) => record(context, decided, issued))),
    superseded: commit.superseded,
    changed: commit.changed,
    mails: await Promise.all(commit.mails.map((order) => mail(context, decided, order))),
    audit: commit.audit.map((entry) => row(decided, entry)),
    anonymous: decided.anonymous,
  };
}

/** An entry of the audit trail, with subject and record ID. */
function row({ asked, actor, found, commit }: Decided, entry: AuditEntry): AuditRow {
  const recorded = found.record?.recorded;
  const isFound = entry.recordId !== undefined && entry.recordId === recorded?.id;
  const known = isFound ? recorded : undefined;
  const subject =
    entry.subject === undefined ? known?.subject : asked.needs.subjects[entry.subject];
  const issuedId =
    entry.subject === undefined
      ? undefined
      : commit.issued.find((issued) => issued.subject === entry.subject)?.id;
  const record = entry.recordId ?? issuedId;
  return {
    at: found.now,
    actor,
    ...(subject === undefined ? {} : { subject }),
    event: entry.event,
    ...(record === undefined ? {} : { record }),
    ...(entry.detail === undefined ? {} : { detail: entry.detail }),
  };
}

async function record(context: Context, decided: Decided, issued: Issued): Promise<NewRecord> {
  const { asked, actor, commit } = decided;
  const { tenant } = asked;
  const { purpose, subject } = binding(decided, issued);
  const { id, code, revealable, note, terms, notAfter } = issued;
  const removeAfter = rules(context, tenant, purpose)?.removeAfter;
  const { keys, seeds } = context;
  return {
    id,
    subject,
    digest: await keys.digest({ tenant, purpose, subject }, code),
    notBefore: issued.notBefore,
    notAfter,
    maxTries: issued.maxTries,
    several: issued.several,
    ...(revealable ? { sealedCode: await keys.seal(tenant, id, code, await seeds.nonce()) } : {}),
    hidden: issued.hidden,
    maxUses: issued.maxUses,
    ...(note === undefined ? {} : { note }),
    ...(terms === undefined ? {} : { terms }),
    issuer: actor,
    format: issued.format,
    ...(commit.batch === undefined ? {} : { batch: commit.batch }),
    ...(removeAfter === undefined ? {} : { removeAt: notAfter + removeAfter }),
  };
}

async function mail(context: Context, decided: Decided, order: MailOrder): Promise<NewMail> {
  const { asked, commit, entries } = decided;
  const issued = commit.issued[order.issued];
  const entry = issued === undefined ? undefined : entries[issued.subject];
  const to = order.to ?? entry?.mail;
  if (issued === undefined || to === undefined) {
    throw new CodemintError("no-address", "a mail was ordered for a subject without an address");
  }
  const nonce = await context.seeds.nonce();
  return {
    record: issued.id,
    to,
    sealedCode: await context.keys.seal(asked.tenant, issued.id, issued.code, nonce),
    ...(entry?.locale === undefined ? {} : { locale: entry.locale }),
  };
}

/** The purpose and the subject of a new code. */
function binding({ asked, found }: Decided, issued: Issued): { purpose: Purpose; subject: string } {
  const purpose = asked.needs.purpose ?? found.record?.recorded.purpose;
  const subject = asked.needs.subjects[issued.subject];
  if (purpose === undefined || subject === undefined) {
    throw new CodemintError("nonsense", "a new code has no purpose or no subject");
  }
  return { purpose, subject };
}
