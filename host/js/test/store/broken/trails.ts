/** Stores with bugs in the audit trail. */

import type { AuditFilter, AuditRow } from "../../../src/store/store.js";
import type { Bug } from "./sound.js";

const RECORD = "the audit trail can be filtered by record";
const SUBJECT = "the audit trail can be filtered by subject";
const PAGES = "the audit trail can be paged";
const PURPOSES = "the audit trail has purposes, and is its tenant's";

const everything: AuditFilter = { after: 0, limit: Infinity };

const FLOOD = "failures of a flood are counted, and none is lost";

export const TRAIL_BUGS: readonly Bug[] = [
  {
    what: "numbers the entries of all tenants together",
    breaks: [["the audit trail is numbered per tenant", "with entries of another tenant in between"]],
    plant: (sound) => ({
      auditTrail: async (tenant, filter) => {
        const after = Math.floor(filter.after / 2);
        const lines = await sound.auditTrail(tenant, { ...filter, after });
        return lines.map((line) => ({ ...line, seq: line.seq * 2 }));
      },
    }),
  },
  {
    what: "writes an entry for each failure of an unauthenticated caller",
    breaks: [
      [FLOOD, "seen: 100"],
      ["entries of anonymous callers are truncated", "bytes of"],
    ],
    plant: (sound) => ({ apply: (write) => sound.apply({ ...write, anonymous: false }) }),
  },
  {
    what: "loses failures without entries of their own",
    breaks: [[FLOOD, "entries, and failures of 100"]],
    plant: (sound) => ({
      apply: async (write) => {
        const trail = await sound.auditTrail(write.tenant, everything);
        const isWrong = ({ event }: AuditRow): boolean => event === "code-wrong";
        const isFull = trail.filter(({ row }) => isWrong(row)).length >= 30;
        const audit = write.audit.filter((row) => !(isFull && isWrong(row)));
        return sound.apply(write.anonymous === true ? { ...write, audit } : write);
      },
    }),
  },
  {
    what: "ignores the record in queries of the trail",
    breaks: [[RECORD, "seen: ["]],
    plant: (sound) => ({
      auditTrail: (tenant, { record: _, ...filter }) => sound.auditTrail(tenant, filter),
    }),
  },
  {
    what: "ignores the subject in queries of the trail",
    breaks: [[SUBJECT, "seen: ["]],
    plant: (sound) => ({
      auditTrail: (tenant, { subject: _, ...filter }) => sound.auditTrail(tenant, filter),
    }),
  },
  {
    what: "always returns the trail from the beginning",
    breaks: [[PAGES, "the pages do not end"]],
    plant: (sound) => ({
      auditTrail: (tenant, filter) => sound.auditTrail(tenant, { ...filter, after: 0 }),
    }),
  },
  {
    what: "applies the limit before the filter",
    breaks: [[PAGES, "seen: ["]],
    plant: (sound) => ({
      auditTrail: async (tenant, { subject, after, limit }) => {
        const lines = await sound.auditTrail(tenant, { after, limit });
        return lines.filter(({ row }) => subject === undefined || row.subject === subject);
      },
    }),
  },
  {
    what: "returns the newest entry first",
    breaks: [[PAGES, "seen: ["]],
    plant: (sound) => ({
      auditTrail: async (tenant, filter) => {
        const lines = await sound.auditTrail(tenant, { ...filter, limit: Infinity });
        return lines.reverse().slice(0, filter.limit);
      },
    }),
  },
  {
    what: "returns the same purpose for all entries",
    breaks: [[PURPOSES, "seen: ["]],
    plant: (sound) => ({
      auditTrail: async (tenant, filter) => {
        const lines = await sound.auditTrail(tenant, filter);
        return lines.map((line) => ({ ...line, purpose: "enrolment" }));
      },
    }),
  },
  {
    what: "returns the same number for all entries",
    breaks: [["the audit trail keeps every entry in order", "are not ascending"]],
    plant: (sound) => ({
      auditTrail: async (tenant) => {
        const lines = await sound.auditTrail(tenant, everything);
        return lines.map((line) => ({ ...line, seq: 1 }));
      },
    }),
  },
];
