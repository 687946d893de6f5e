/** Stores with bugs in changes, searches, answers or atomicity. */

import type { KeptAnswer, StoredRecord } from "../../../src/store/store.js";
import { type Bug, writing } from "./sound.js";

export const LIFE_BUGS: readonly Bug[] = [
  {
    what: "applies a change to any version",
    breaks: [["a use is counted once", 'seen: "done"']],
    plant: (sound) => ({
      apply: async (write) => {
        const changed = write.changed.map((change) => ({
          ...change,
          version: sound.held(change.id)?.known.version ?? change.version,
        }));
        return sound.apply({ ...write, changed });
      },
    }),
  },
  {
    what: "counts an attempt only for the expected version",
    breaks: [["wrong attempts are counted, and the last one locks", 'seen: "conflict"']],
    plant: (sound) => ({
      apply: async (write) => {
        for (const { id, version } of write.changed) {
          if (sound.held(id)?.known.version !== version) return "conflict";
        }
        return sound.apply(write);
      },
    }),
  },
  {
    what: "keeps the mails of voided and removed codes",
    breaks: [
      ["a voided code cannot be used", "is not sent"],
      ["a removed code leaves a tombstone", "only its mail is removed"],
    ],
    plant: (sound) => {
      let mails: Awaited<ReturnType<typeof sound.dueMails>> = [];
      return {
        apply: async (write) => {
          const applied = await sound.apply(write);
          if (write.changed.length === 0) {
            mails = await sound.dueMails(write.tenant, Infinity, Infinity);
          }
          return applied;
        },
        dueMails: async () => mails,
      };
    },
  },
  {
    what: "applies the rest of a write whose changes are not possible",
    breaks: [["a change that cannot be made fails the write", 'seen: "done"']],
    plant: writing((write) => (write.records.length > 0 ? { ...write, changed: [] } : write)),
  },
  {
    what: "returns no batch",
    breaks: [["a record is returned whole", '"batch"']],
    plant: (sound) => ({
      record: async (tenant, id) => {
        const stored = await sound.record(tenant, id);
        return stored && { ...stored, known: { ...stored.known, batch: undefined } };
      },
    }),
  },
  {
    what: "returns the oldest ended records first",
    breaks: [["records of a subject are the live ones and some ended ones", "seen: ["]],
    plant: (sound) => ({
      recordsOf: async (tenant, purpose, subject, ended) => {
        const all = await sound.recordsOf(tenant, purpose, subject, Infinity);
        const hasEnded = ({ known }: StoredRecord): boolean => known.state === "superseded";
        const live = all.filter((stored) => !hasEnded(stored));
        return [...live, ...all.filter(hasEnded).reverse().slice(0, ended)];
      },
    }),
  },
  {
    what: "returns the oldest matches first",
    breaks: [["searches return what matches", "newest first"]],
    plant: (sound) => ({
      search: async (...of) => (await sound.search(...of)).reverse(),
    }),
  },
  {
    what: "orders matches by ID instead of by commit",
    breaks: [["newest first is the order of commits", "the records that the poller saw"]],
    plant: (sound) => ({
      search: async (tenant, { before, ...search }, now, limit) => {
        const all = await sound.search(tenant, search, now, Number.MAX_SAFE_INTEGER);
        const older = all.filter(({ known }) => before === undefined || known.id < before);
        older.sort((one, other) => (one.known.id < other.known.id ? 1 : -1));
        return older.slice(0, limit);
      },
    }),
  },
  {
    what: "ignores the phase in searches",
    breaks: [["search criteria combine", '"phase":']],
    plant: (sound) => ({
      search: async (tenant, { phase: _, ...search }, now, limit) =>
        sound.search(tenant, search, now, limit),
    }),
  },
  {
    what: "returns the time of the last write as the latest",
    breaks: [["the latest time is kept", "time does not go back"]],
    plant: (sound) => {
      let last: number | undefined;
      return {
        apply: async (write) => {
          last = write.at;
          return sound.apply(write);
        },
        latest: async () => last,
      };
    },
  },
  {
    what: "never expires answers",
    breaks: [["an answer is kept until it expires", "after it expired"]],
    plant: (sound) => ({ keptAnswer: (tenant, key) => sound.keptAnswer(tenant, key, 0) }),
  },
  {
    what: "accepts a second answer",
    breaks: [["a second answer conflicts", 'seen: "done"']],
    // It is stored under the key of another caller.
    plant: writing((write) => {
      const { answer } = write;
      if (answer === undefined) return write;
      const actor = `${answer.key.actor}${answer.status}`;
      return { ...write, answer: { ...answer, key: { ...answer.key, actor } } };
    }),
  },
  {
    what: "never removes an answer",
    breaks: [["expired answers are removed", "it is removed"]],
    plant: (sound) => {
      const ever: KeptAnswer[] = [];
      return {
        apply: async (write) => {
          if (write.answer !== undefined) ever.push(write.answer);
          return sound.apply(write);
        },
        keptAnswer: async (_, { name }) =>
          ever.find((kept) => kept.key.name.join() === name.join()),
      };
    },
  },
  {
    what: "keeps the audit entries of a write with a conflict",
    breaks: [["a conflict leaves nothing behind", '"record"']],
    plant: (sound) => ({
      apply: async (write) => {
        const applied = await sound.apply(write);
        if (applied === "done") return applied;
        await sound.apply({ ...write, records: [], superseded: [], mails: [], changed: [] });
        return applied;
      },
    }),
  },
  {
    what: "ignores mails without a record",
    breaks: [["a fault leaves nothing behind", "a mail without a record"]],
    plant: (sound) => ({
      apply: async (write) => {
        const ids = new Set(write.records.map((given) => given.id));
        const isThere = (id: string): boolean => ids.has(id) || sound.held(id) !== undefined;
        return sound.apply({ ...write, mails: write.mails.filter((one) => isThere(one.record)) });
      },
    }),
  },
  {
    what: "commits a large write in two halves",
    breaks: [["a large write is atomic", "seen: ["]],
    plant: (sound) => ({
      apply: async (write) => {
        if (write.records.length < 500) return sound.apply(write);
        await sound.apply({ ...write, records: write.records.slice(0, 500), mails: [], audit: [] });
        return sound.apply({ ...write, records: write.records.slice(500), mails: [] });
      },
    }),
  },
  {
    what: "drops audit entries without a subject",
    breaks: [["the audit trail keeps every entry in order", "seen: ["]],
    plant: writing((write) => ({
      ...write,
      audit: write.audit.filter((row) => row.subject !== undefined),
    })),
  },
];
