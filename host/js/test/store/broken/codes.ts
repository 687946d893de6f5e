/** Stores that keep codes wrongly. */

import type { KeptCode, NewRecord } from "../../../src/store/store.js";
import { PURPOSES } from "../../../src/store/words.js";
import { values } from "../sights.js";
import { type Bug, methods, writing } from "./sound.js";

/** A record as a code that is kept. */
const asKept = (given: NewRecord): KeptCode => {
  const { id, digest, hidden, notBefore, notAfter, issuer } = given;
  return { id, digest, hidden, notBefore, notAfter, issuer };
};

export const CODE_BUGS: readonly Bug[] = [
  {
    what: "forgets digests",
    breaks: [
      ["a new code is live and can be held against", '"digest":"bytes "'],
      ["texts and bytes come back as they were", "bytes 0 255 39 128"],
    ],
    spoil: (sound) => ({
      storedCode: async (record) => {
        const code = await sound.storedCode(record);
        return code && { ...code, digest: new Uint8Array() };
      },
    }),
  },
  {
    what: "forgets whose live codes are",
    breaks: [["live codes come by position", "[0,"]],
    spoil: (sound) => ({
      liveCodes: async (...asked) =>
        (await sound.liveCodes(...asked)).map((code) => ({ ...code, subject: 0 })),
    }),
  },
  {
    what: "supersedes nothing",
    breaks: [["a superseded code makes room in the same write", 'seen: "conflict"']],
    spoil: writing((write) => ({ ...write, superseded: [] })),
  },
  {
    what: "supersedes a code in whatever version it is",
    breaks: [["only the version that was seen is superseded", 'seen: "done"']],
    spoil: (sound) => ({
      apply: async (write) => {
        const superseded = write.superseded.map(async ({ id, version }) => ({
          id,
          version: (await sound.storedCode(id))?.version ?? version,
        }));
        return sound.apply({ ...write, superseded: await Promise.all(superseded) });
      },
    }),
  },
  {
    what: "passes over codes that are over already",
    breaks: [["only a live code is superseded", 'seen: "done"']],
    spoil: (sound) => ({
      apply: async (write) => {
        const states = write.superseded.map(async (one) => {
          const code = await sound.storedCode(one.id);
          return code?.state === "pending" ? [one] : [];
        });
        return sound.apply({ ...write, superseded: (await Promise.all(states)).flat() });
      },
    }),
  },
  {
    what: "lets all codes stand beside each other",
    breaks: [["a subject has one live code of a purpose", 'seen: "done"']],
    spoil: writing((write) => ({
      ...write,
      records: write.records.map((given) => ({ ...given, several: true })),
    })),
  },
  {
    what: "finds another id for one that is taken",
    breaks: [["an id is taken once, by whomever", 'seen: "done"']],
    spoil: (sound) => ({
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
    what: "has one tenant for all",
    breaks: [
      ["tenants and purposes never meet", 'seen: "conflict"'],
      ["changes stay within their tenant", 'seen: "done"'],
      ["the audit trail is told with purposes, to its tenant", "seen: ["],
    ],
    spoil: (sound) => ({
      apply: (write) => sound.apply({ ...write, tenant: "" }),
      liveCodes: (_, ...asked) => sound.liveCodes("", ...asked),
      record: (_, id) => sound.record("", id),
      auditTrail: (_, filter) => sound.auditTrail("", filter),
    }),
  },
  {
    what: "lets no code stand beside another",
    breaks: [["several codes stand beside each other", 'seen: "conflict"']],
    spoil: writing((write) => ({
      ...write,
      records: write.records.map((given) => ({ ...given, several: false })),
    })),
  },
  {
    what: "takes equal codes for different ones",
    breaks: [["of codes beside each other none is there twice", 'seen: "done"']],
    spoil: writing((write) => ({
      ...write,
      records: write.records.map((given) => ({
        ...given,
        digest: given.several ? crypto.getRandomValues(new Uint8Array(32)) : given.digest,
      })),
    })),
  },
  {
    what: "never frees what a code has once occupied",
    breaks: [
      ["a superseded code's text is free again", 'seen: "conflict"'],
      ["a removed code makes room", 'seen: "conflict"'],
    ],
    spoil: (sound) => {
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
    what: "takes a code alone for one that is in the way of all others",
    breaks: [
      ["a code alone and codes beside others leave each other room", 'seen: "conflict"'],
    ],
    spoil: (sound) => {
      const alone = new Set<string>();
      return {
        apply: async (write) => {
          const { tenant, purpose = "enrolment", records } = write;
          for (const given of records) if (!given.several) alone.add(given.id);
          const subjects = records.map((given) => given.subject);
          const live = await sound.liveCodes(tenant, purpose, subjects);
          return live.some((code) => alone.has(code.id)) ? "conflict" : sound.apply(write);
        },
      };
    },
  },
  {
    what: "tells kept codes without their remarks",
    breaks: [["kept codes are told whole", '"note":"note 1"']],
    spoil: (sound) => ({
      keptCodes: async (...asked) =>
        (await sound.keptCodes(...asked)).map(({ note: _, ...kept }) => kept),
    }),
  },
  {
    what: "tells the newest code first",
    breaks: [["kept codes come oldest first", "seen: ["]],
    spoil: (sound) => ({
      keptCodes: async (...asked) => (await sound.keptCodes(...asked)).reverse(),
    }),
  },
  {
    what: "tells all codes that a subject ever had",
    breaks: [["kept codes are live ones", "seen: ["]],
    spoil: (sound) => {
      const ever: NewRecord[] = [];
      return {
        apply: async (write) => {
          ever.push(...write.records);
          return sound.apply(write);
        },
        keptCodes: async (_, __, subject) =>
          ever.filter((given) => given.subject === subject).map(asKept),
      };
    },
  },
  {
    what: "tells the codes of all purposes",
    breaks: [["kept codes of tenants and purposes never meet", "seen: ["]],
    spoil: (sound) => ({
      keptCodes: async (tenant, _, subject) => {
        const all = PURPOSES.map((purpose) => sound.keptCodes(tenant, purpose, subject));
        return (await Promise.all(all)).flat();
      },
    }),
  },
  {
    what: "doubles quotes, as if it had to",
    breaks: [["remarks and reasons come back as they were", "''; DROP"]],
    spoil: writing((write) => ({
      ...write,
      records: write.records.map((given) =>
        given.note === undefined ? given : { ...given, note: given.note.replaceAll("'", "''") },
      ),
    })),
  },
  {
    what: "leaves the values of a removed code",
    breaks: [["what is removed leaves a tombstone", "nothing of its value is held"]],
    spoil: (sound) => {
      const before = new Map<string, Uint8Array[]>();
      return {
        apply: async (write) => {
          const applied = await sound.apply(write);
          for (const { id } of write.records) {
            const stored = sound.held(id);
            if (stored !== undefined) before.set(id, values(stored));
          }
          return applied;
        },
        sight: { held: async (_, record) => before.get(record) ?? [] },
      };
    },
  },
  {
    what: "leaves the digest of a removed code",
    breaks: [["what is removed leaves a tombstone", '"digest":"bytes 0']],
    spoil: (sound) => {
      const digests = new Map<string, Uint8Array>();
      return {
        apply: async (write) => {
          for (const { id, digest } of write.records) digests.set(id, digest);
          return sound.apply(write);
        },
        storedCode: async (record) => {
          const code = await sound.storedCode(record);
          return code && { ...code, digest: digests.get(record) ?? code.digest };
        },
      };
    },
  },
  {
    what: "removes codes a second too early",
    breaks: [["what is due is removed, and nothing else", "seen: "]],
    spoil: (sound) => ({ removeExpired: (now, limit) => sound.removeExpired(now + 1, limit) }),
  },
  {
    what: "removes codes that are not live too",
    breaks: [["what is due is removed, and nothing else", "code 5 was not live"]],
    spoil: (sound) => {
      let hasRemoved = false;
      return {
        removeExpired: (now, limit) => {
          hasRemoved = true;
          return sound.removeExpired(now, limit);
        },
        storedCode: async (record) => {
          const code = await sound.storedCode(record);
          const isOver = hasRemoved && code?.state === "superseded";
          return isOver ? { ...code, state: "removed" } : code;
        },
      };
    },
  },
  {
    what: "removes as many as there are",
    breaks: [["no more is removed than was asked", "seen: 5"]],
    spoil: (sound) => ({ removeExpired: (now) => sound.removeExpired(now, Infinity) }),
  },
  { what: "is sound", breaks: [], spoil: (sound) => methods(sound) },
];
