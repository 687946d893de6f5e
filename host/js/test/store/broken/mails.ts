/** Stores with bugs in the outbox. */

import type { Bug } from "./sound.js";

export const MAIL_BUGS: readonly Bug[] = [
  {
    what: "returns the newest mail first",
    breaks: [["waiting mails are in order", "seen: ["]],
    plant: (sound) => ({
      dueMails: async (...of) => (await sound.dueMails(...of)).reverse(),
    }),
  },
  {
    what: "never deletes a mail",
    breaks: [["a forgotten mail stays forgotten", "seen: ["]],
    plant: () => ({ forgetMail: async () => {} }),
  },
  {
    what: "ignores a second mail for a record",
    breaks: [["a record has at most one mail", 'seen: "done"']],
    plant: (sound) => ({
      apply: async (write) => {
        const mails = write.mails.filter((one) => sound.heldMail(one.record) === undefined);
        return sound.apply({ ...write, mails });
      },
    }),
  },
  {
    what: "returns mails before they are due",
    breaks: [["a mail is due at its time", "seen: ["]],
    plant: (sound) => ({
      dueMails: (tenant, now, limit) => sound.dueMails(tenant, now + 1, limit),
    }),
  },
  {
    what: "returns mails of all tenants",
    breaks: [["due mails are separate by tenant", "seen: ["]],
    plant: (sound) => ({
      dueMails: async (_, now, limit) => {
        const all = ["tenant", "other"].map((tenant) => sound.dueMails(tenant, now, limit));
        return (await Promise.all(all)).flat().slice(0, limit);
      },
    }),
  },
  {
    what: "lets several hosts attempt a mail",
    breaks: [["an attempt is counted, and belongs to one host", "with the previous number of attempts"]],
    plant: (sound) => ({
      stepMail: async (record, attempts, step) => {
        const waiting = await sound.dueMails("tenant", Infinity, Infinity);
        const found = waiting.find((one) => one.mail.record === record)?.attempts;
        return sound.stepMail(record, step.kind === "try" ? (found ?? attempts) : attempts, step);
      },
    }),
  },
  {
    what: "loses the fault of a failed attempt",
    breaks: [["a failed attempt is recorded", "seen: [null"]],
    plant: (sound) => ({
      dueMails: async (...of) =>
        (await sound.dueMails(...of)).map(({ lastError: _, ...one }) => one),
    }),
  },
  {
    what: "ignores that a mail is hurried",
    breaks: [["a mail can be hurried", "seen: []"]],
    plant: (sound) => ({
      stepMail: async (record, attempts, step) =>
        step.kind === "hurry" || sound.stepMail(record, attempts, step),
    }),
  },
  {
    what: "keeps the encrypted code of a dead letter",
    breaks: [["a dead letter is kept without its code", "of a dead letter is stored"]],
    plant: (sound) => {
      const codes = new Map<string, Uint8Array>();
      return {
        apply: async (write) => {
          for (const { record, sealedCode } of write.mails) codes.set(record, sealedCode);
          return sound.apply(write);
        },
        sight: {
          mailHeld: async (_, record) => [codes.get(record)].filter((code) => code !== undefined),
        },
      };
    },
  },
  {
    what: "returns the latest dead letter first",
    breaks: [["dead letters are in the order of their death", "seen: ["]],
    plant: (sound) => ({ deadMails: async (limit) => (await sound.deadMails(limit)).reverse() }),
  },
  {
    what: "loses the mail of a removed code",
    breaks: [["the mail of a removed code dies", "not a dead letter"]],
    plant: () => ({ deadMails: async () => [] }),
  },
];
