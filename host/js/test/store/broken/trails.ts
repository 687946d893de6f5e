/** Stores that tell the audit trail wrongly. */

import type { AuditFilter, AuditRow } from "../../../src/store/store.js";
import type { Bug } from "./sound.js";

const RECORD = "the audit trail is told of a record";
const SUBJECT = "the audit trail is told of a subject";
const PAGES = "the audit trail is told in pages";
const PURPOSES = "the audit trail is told with purposes, to its tenant";

const everything: AuditFilter = { after: 0, limit: Infinity };

const FLOOD = "failures of a flood are counted, and none is lost";

export const TRAIL_BUGS: readonly Bug[] = [
  {
    what: "numbers the entries of all tenants together",
    breaks: [["the audit trail is told with the tenant's own numbers", "others wrote in between"]],
    spoil: (sound) => ({
      auditTrail: async (tenant, filter) => {
        const after = Math.floor(filter.after / 2);
        const lines = await sound.auditTrail(tenant, { ...filter, after });
        return lines.map((line) => ({ ...line, seq: line.seq * 2 }));
      },
    }),
  },
  {
    what: "has an entry for each failure, whoever causes them",
    breaks: [
      [FLOOD, "seen: 100"],
      ["what anonymous callers leave is cut", "bytes of"],
    ],
    spoil: (sound) => ({ apply: (write) => sound.apply({ ...write, anonymous: false }) }),
  },
  {
    what: "forgets failures beyond those that have entries",
    breaks: [[FLOOD, "so many of 100"]],
    spoil: (sound) => ({
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
    what: "tells the audit trail of all records",
    breaks: [[RECORD, "seen: ["]],
    spoil: (sound) => ({
      auditTrail: (tenant, { record: _, ...filter }) => sound.auditTrail(tenant, filter),
    }),
  },
  {
    what: "tells the audit trail of all subjects",
    breaks: [[SUBJECT, "seen: ["]],
    spoil: (sound) => ({
      auditTrail: (tenant, { subject: _, ...filter }) => sound.auditTrail(tenant, filter),
    }),
  },
  {
    what: "tells the audit trail from the beginning, whatever was told already",
    breaks: [[PAGES, "no page ends it"]],
    spoil: (sound) => ({
      auditTrail: (tenant, filter) => sound.auditTrail(tenant, { ...filter, after: 0 }),
    }),
  },
  {
    what: "looks at so many entries, and tells those of them that are wanted",
    breaks: [[PAGES, "seen: ["]],
    spoil: (sound) => ({
      auditTrail: async (tenant, { subject, after, limit }) => {
        const lines = await sound.auditTrail(tenant, { after, limit });
        return lines.filter(({ row }) => subject === undefined || row.subject === subject);
      },
    }),
  },
  {
    what: "tells the newest entry first",
    breaks: [[PAGES, "seen: ["]],
    spoil: (sound) => ({
      auditTrail: async (tenant, filter) => {
        const lines = await sound.auditTrail(tenant, { ...filter, limit: Infinity });
        return lines.reverse().slice(0, filter.limit);
      },
    }),
  },
  {
    what: "tells one purpose for all",
    breaks: [[PURPOSES, "seen: ["]],
    spoil: (sound) => ({
      auditTrail: async (tenant, filter) => {
        const lines = await sound.auditTrail(tenant, filter);
        return lines.map((line) => ({ ...line, purpose: "enrolment" }));
      },
    }),
  },
  {
    what: "tells numbers that do not grow",
    breaks: [["the audit trail keeps every line in order", "do not grow"]],
    spoil: (sound) => ({
      auditTrail: async (tenant) => {
        const lines = await sound.auditTrail(tenant, everything);
        return lines.map((line) => ({ ...line, seq: 1 }));
      },
    }),
  },
];
