/** Stores that lead codes wrongly through their lives, or their writes. */

import type { KeptAnswer } from "../../../src/store/store.js";
import { type Bug, writing } from "./sound.js";

export const LIFE_BUGS: readonly Bug[] = [
  {
    what: "makes a change to whatever version is there",
    breaks: [["a use is spent once", 'seen: "done"']],
    spoil: (sound) => ({
      apply: async (write) => {
        const changed = write.changed.map(async (change) => ({
          ...change,
          version: (await sound.storedCode(change.id))?.version ?? change.version,
        }));
        return sound.apply({ ...write, changed: await Promise.all(changed) });
      },
    }),
  },
  {
    what: "counts a try only for the version that was seen",
    breaks: [["tries are counted, and the last locks", 'seen: "conflict"']],
    spoil: (sound) => ({
      apply: async (write) => {
        for (const { id, version } of write.changed) {
          if ((await sound.storedCode(id))?.version !== version) return "conflict";
        }
        return sound.apply(write);
      },
    }),
  },
  {
    what: "leaves the mails of codes that are over",
    breaks: [
      ["a voided code is over", "is not sent"],
      ["what is removed leaves a tombstone", "its mail is gone"],
    ],
    spoil: (sound) => {
      let mails: Awaited<ReturnType<typeof sound.waitingMails>> = [];
      return {
        apply: async (write) => {
          const applied = await sound.apply(write);
          if (write.changed.length === 0) mails = await sound.waitingMails(Infinity);
          return applied;
        },
        waitingMails: async () => mails,
      };
    },
  },
  {
    what: "makes what it can of a write whose changes cannot be made",
    breaks: [["a change that cannot be made undoes the write", 'seen: "done"']],
    spoil: writing((write) => (write.records.length > 0 ? { ...write, changed: [] } : write)),
  },
  {
    what: "tells no batch",
    breaks: [["records are told whole", '"batch"']],
    spoil: (sound) => ({
      record: async (tenant, id) => {
        const stored = await sound.record(tenant, id);
        return stored && { ...stored, known: { ...stored.known, batch: undefined } };
      },
    }),
  },
  {
    what: "tells a subject's oldest codes first that are over",
    breaks: [["records of a subject are live ones and some others", "seen: ["]],
    spoil: (sound) => ({
      recordsOf: async (tenant, purpose, subject, ended) => {
        const all = await sound.recordsOf(tenant, purpose, subject, Infinity);
        const isOver = (n: number): boolean => all[n]?.known.state === "superseded";
        const live = all.filter((_, n) => !isOver(n));
        return [...live, ...all.filter((_, n) => isOver(n)).reverse().slice(0, ended)];
      },
    }),
  },
  {
    what: "finds the oldest first",
    breaks: [["searches find what was asked", "the newest first"]],
    spoil: (sound) => ({
      search: async (...asked) => (await sound.search(...asked)).reverse(),
    }),
  },
  {
    what: "orders what it finds by ids, which are drawn before anything is committed",
    breaks: [["the newest first is the order of commits", "what the poller saw"]],
    spoil: (sound) => ({
      search: async (tenant, { before, ...search }, now, limit) => {
        const all = await sound.search(tenant, search, now, Number.MAX_SAFE_INTEGER);
        const older = all.filter(({ known }) => before === undefined || known.id < before);
        older.sort((one, other) => (one.known.id < other.known.id ? 1 : -1));
        return older.slice(0, limit);
      },
    }),
  },
  {
    what: "finds codes in every phase",
    breaks: [["searches combine what they ask for", '"phase":']],
    spoil: (sound) => ({
      search: async (tenant, { phase: _, ...search }, now, limit) =>
        sound.search(tenant, search, now, limit),
    }),
  },
  {
    what: "takes the last time for the latest",
    breaks: [["the latest time is kept", "time does not go back"]],
    spoil: (sound) => {
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
    what: "gives answers again for ever",
    breaks: [["an answer is kept for its time", "after its time"]],
    spoil: (sound) => ({ keptAnswer: (tenant, key) => sound.keptAnswer(tenant, key, 0) }),
  },
  {
    what: "keeps the answer of whoever comes last",
    breaks: [["a second answer conflicts", 'seen: "done"']],
    // Another caller's key has room.
    spoil: writing((write) => {
      const { answer } = write;
      if (answer === undefined) return write;
      const actor = `${answer.key.actor}${answer.status}`;
      return { ...write, answer: { ...answer, key: { ...answer.key, actor } } };
    }),
  },
  {
    what: "never forgets an answer",
    breaks: [["answers are forgotten after their time", "it is gone"]],
    spoil: (sound) => {
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
    what: "keeps the audit trail of a write that conflicts",
    breaks: [["a conflict leaves nothing behind", '"record"']],
    spoil: (sound) => ({
      apply: async (write) => {
        const applied = await sound.apply(write);
        if (applied === "done") return applied;
        await sound.apply({ ...write, records: [], superseded: [], mails: [], changed: [] });
        return applied;
      },
    }),
  },
  {
    what: "passes over mails that it does not understand",
    breaks: [["a fault leaves nothing behind", "a mail without a record"]],
    spoil: (sound) => ({
      apply: async (write) => {
        const ids = new Set(write.records.map((given) => given.id));
        const isThere = (id: string): boolean => ids.has(id) || sound.held(id) !== undefined;
        return sound.apply({ ...write, mails: write.mails.filter((one) => isThere(one.record)) });
      },
    }),
  },
  {
    what: "takes a large write in two halves",
    breaks: [["a large write is in force as a whole", "seen: ["]],
    spoil: (sound) => ({
      apply: async (write) => {
        if (write.records.length < 500) return sound.apply(write);
        await sound.apply({ ...write, records: write.records.slice(0, 500), mails: [], audit: [] });
        return sound.apply({ ...write, records: write.records.slice(500), mails: [] });
      },
    }),
  },
  {
    what: "keeps no lines about nobody",
    breaks: [["the audit trail keeps every line in order", "seen: ["]],
    spoil: writing((write) => ({
      ...write,
      audit: write.audit.filter((row) => row.subject !== undefined),
    })),
  },
];
