/** Stores with bugs in issuing and superseding codes. */

import type { NewRecord } from "../../../src/store/store.js";
import { type Bug, writing } from "./sound.js";

export const CODE_BUGS: readonly Bug[] = [
  {
    what: "loses digests",
    breaks: [
      ["a new code is live, and its digest is stored", '"digest":"bytes "'],
      ["texts and bytes are stored unchanged", "bytes 0 255 39 128"],
    ],
    plant: (sound) => ({
      record: async (...of) => {
        const stored = await sound.record(...of);
        return stored && { ...stored, digest: new Uint8Array() };
      },
    }),
  },
  {
    what: "loses the subjects of live codes",
    breaks: [["live codes are in the order of the subjects", "[0,"]],
    plant: (sound) => ({
      liveCodes: async (...of) =>
        (await sound.liveCodes(...of)).map((code) => ({ ...code, subject: 0 })),
    }),
  },
  {
    what: "supersedes nothing",
    breaks: [["a superseded code makes room in the same write", 'seen: "conflict"']],
    plant: writing((write) => ({ ...write, superseded: [] })),
  },
  {
    what: "supersedes a code in any version",
    breaks: [["only the expected version is superseded", 'seen: "done"']],
    plant: (sound) => ({
      apply: async (write) => {
        const superseded = write.superseded.map(({ id, version }) => ({
          id,
          version: sound.held(id)?.known.version ?? version,
        }));
        return sound.apply({ ...write, superseded });
      },
    }),
  },
  {
    what: "ignores superseded codes that are not live",
    breaks: [["only a live code is superseded", 'seen: "done"']],
    plant: (sound) => ({
      apply: async (write) => {
        const superseded = write.superseded.filter(
          ({ id }) => sound.held(id)?.known.state === "pending",
        );
        return sound.apply({ ...write, superseded });
      },
    }),
  },
  {
    what: "lets all codes coexist",
    breaks: [["a subject has one live code per purpose", 'seen: "done"']],
    plant: writing((write) => ({
      ...write,
      records: write.records.map((given) => ({ ...given, several: true })),
    })),
  },
  {
    what: "replaces an ID that is taken",
    breaks: [["an id is used once, in all tenants", 'seen: "done"']],
    plant: (sound) => ({
      apply: async (write) => {
        const taken = (id: string): boolean => sound.held(id) !== undefined;
        const records = write.records.map((given) =>
          taken(given.id) ? { ...given, id: crypto.randomUUID() } : given,
        );
        return sound.apply({ ...write, records });
      },
    }),
  },
  {
    what: "stores everything under one tenant",
    breaks: [
      ["tenants and purposes are separate", 'seen: "conflict"'],
      ["changes stay within their tenant", 'seen: "done"'],
      ["the audit trail has purposes, and is its tenant's", "seen: ["],
    ],
    plant: (sound) => ({
      apply: (write) => sound.apply({ ...write, tenant: "" }),
      liveCodes: (_, ...of) => sound.liveCodes("", ...of),
      record: (_, id) => sound.record("", id),
      auditTrail: (_, filter) => sound.auditTrail("", filter),
    }),
  },
  {
    what: "lets no codes coexist",
    breaks: [["several codes of a subject can coexist", 'seen: "conflict"']],
    plant: writing((write) => ({
      ...write,
      records: write.records.map((given) => ({ ...given, several: false })),
    })),
  },
  {
    what: "does not recognize equal codes",
    breaks: [["coexisting codes are all different", 'seen: "done"']],
    plant: writing((write) => ({
      ...write,
      records: write.records.map((given) => ({
        ...given,
        digest: given.several ? crypto.getRandomValues(new Uint8Array(32)) : given.digest,
      })),
    })),
  },
  {
    what: "never frees the slot of a code",
    breaks: [
      ["a superseded code's digest can be used again", 'seen: "conflict"'],
      ["a removed code makes room", 'seen: "conflict"'],
    ],
    plant: (sound) => {
      const slots = new Set<string>();
      const slot = (given: NewRecord): string => `${given.subject} ${given.digest.join()}`;
      return {
        apply: async (write) => {
          const several = write.records.filter((given) => given.several).map(slot);
          if (several.some((one) => slots.has(one))) return "conflict";
          const applied = await sound.apply(write);
          if (applied === "done") for (const one of several) slots.add(one);
          return applied;
        },
      };
    },
  },
  {
    what: "lets a single code conflict with all others",
    breaks: [["a single code and coexisting codes do not conflict", 'seen: "conflict"']],
    plant: (sound) => {
      const single = new Set<string>();
      return {
        apply: async (write) => {
          const { tenant, purpose = "enrolment", records } = write;
          for (const given of records) if (!given.several) single.add(given.id);
          const subjects = records.map((given) => given.subject);
          const live = await sound.liveCodes(tenant, purpose, subjects);
          return live.some((code) => single.has(code.id)) ? "conflict" : sound.apply(write);
        },
      };
    },
  },
];
