/** Stores that tell what they keep wrongly, or remove it wrongly. */

import { createdAt } from "../../../src/store/ids.js";
import type { KeptCode, NewRecord } from "../../../src/store/store.js";
import { PURPOSES } from "../../../src/store/words.js";
import { values } from "../sights.js";
import { type Bug, methods, writing } from "./sound.js";

/** A record as a code that is kept. */
const asKept = (given: NewRecord): KeptCode => {
  const { id, digest, hidden, notAfter, issuer } = given;
  return { id, digest, hidden, created: createdAt(id), notAfter, issuer };
};

export const KEPT_BUGS: readonly Bug[] = [
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
