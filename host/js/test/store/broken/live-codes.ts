/** Stores with bugs in returning the records of a subject, or in removal. */

import { PURPOSES } from "../../../src/module/names.js";
import { values } from "../sights.js";
import { type Bug, methods, writing } from "./sound.js";

export const LIVE_CODE_BUGS: readonly Bug[] = [
  {
    what: "returns records without their notes",
    breaks: [["records of a subject are returned whole", '"note":"note 1"']],
    plant: (sound) => ({
      recordsOf: async (...of) =>
        (await sound.recordsOf(...of)).map(({ known, ...rest }) => ({
          ...rest,
          known: { ...known, note: undefined },
        })),
    }),
  },
  {
    what: "returns the newest record first",
    breaks: [["live records of a subject are oldest first", "seen: ["]],
    plant: (sound) => ({
      recordsOf: async (...of) => (await sound.recordsOf(...of)).reverse(),
    }),
  },
  {
    what: "returns all records of a subject, whatever the limit",
    breaks: [["records of a subject are the live ones and some ended ones", "seen: ["]],
    plant: (sound) => ({
      recordsOf: (tenant, purpose, subject) =>
        sound.recordsOf(tenant, purpose, subject, Infinity),
    }),
  },
  {
    what: "returns the records of all purposes",
    breaks: [["records of a subject are separate by tenant and purpose", "seen: ["]],
    plant: (sound) => ({
      recordsOf: async (tenant, _, subject, ended) => {
        const all = PURPOSES.map((purpose) => sound.recordsOf(tenant, purpose, subject, ended));
        return (await Promise.all(all)).flat();
      },
    }),
  },
  {
    what: "escapes quotes in notes",
    breaks: [["notes and reasons are stored unchanged", "''; DROP"]],
    plant: writing((write) => ({
      ...write,
      records: write.records.map((given) =>
        given.note === undefined ? given : { ...given, note: given.note.replaceAll("'", "''") },
      ),
    })),
  },
  {
    what: "keeps the values of a removed code",
    breaks: [["a removed code leaves a tombstone", "no value is stored after"]],
    plant: (sound) => {
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
    what: "keeps the digest of a removed code",
    breaks: [["a removed code leaves a tombstone", '"digest":"bytes 0']],
    plant: (sound) => {
      const digests = new Map<string, Uint8Array>();
      return {
        apply: async (write) => {
          for (const { id, digest } of write.records) digests.set(id, digest);
          return sound.apply(write);
        },
        record: async (tenant, id) => {
          const stored = await sound.record(tenant, id);
          return stored && { ...stored, digest: digests.get(id) ?? stored.digest };
        },
      };
    },
  },
  {
    what: "removes codes a second too early",
    breaks: [["only codes due for removal are removed", "seen: "]],
    plant: (sound) => ({ removeExpired: (now, limit) => sound.removeExpired(now + 1, limit) }),
  },
  {
    what: "also removes codes that are not live",
    breaks: [["only codes due for removal are removed", "code 5 was not live"]],
    plant: (sound) => {
      let hasRemoved = false;
      return {
        removeExpired: (now, limit) => {
          hasRemoved = true;
          return sound.removeExpired(now, limit);
        },
        record: async (...of) => {
          const stored = await sound.record(...of);
          if (!hasRemoved || stored?.known.state !== "superseded") return stored;
          return { ...stored, known: { ...stored.known, state: "removed" } };
        },
      };
    },
  },
  {
    what: "ignores the limit of a removal",
    breaks: [["removal respects its limit", "seen: 5"]],
    plant: (sound) => ({ removeExpired: (now) => sound.removeExpired(now, Infinity) }),
  },
  { what: "is sound", breaks: [], plant: (sound) => methods(sound) },
];
