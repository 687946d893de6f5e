/** Stores that post mails wrongly. */

import type { Bug } from "./sound.js";

export const MAIL_BUGS: readonly Bug[] = [
  {
    what: "hands out the newest mail first",
    breaks: [["mails wait in order", "seen: ["]],
    spoil: (sound) => ({
      waitingMails: async (limit) => (await sound.waitingMails(limit)).reverse(),
    }),
  },
  {
    what: "forgets no mail",
    breaks: [["a mail is forgotten once and for all", "seen: ["]],
    spoil: () => ({ forgetMail: async () => {} }),
  },
  {
    what: "passes over a mail that was ordered already",
    breaks: [["a record has one mail at the most", 'seen: "done"']],
    spoil: (sound) => ({
      apply: async (write) => {
        const mails = write.mails.filter((one) => sound.heldMail(one.record) === undefined);
        return sound.apply({ ...write, mails });
      },
    }),
  },
  {
    what: "hands out mails before they are due",
    breaks: [["a mail is due when its time has come", "seen: ["]],
    spoil: (sound) => ({
      dueMails: (tenant, now, limit) => sound.dueMails(tenant, now + 1, limit),
    }),
  },
  {
    what: "hands out mails of all tenants",
    breaks: [["due mails of tenants never meet", "seen: ["]],
    spoil: (sound) => ({
      dueMails: async (_, now, limit) => {
        const waiting = await sound.waitingMails(Infinity);
        return waiting.filter((one) => one.nextAttemptAt <= now).slice(0, limit);
      },
    }),
  },
  {
    what: "lets everybody try a mail who asks",
    breaks: [["a try is counted, and is nobody else's", "is too late"]],
    spoil: (sound) => ({
      stepMail: async (record, attempts, step) => {
        const waiting = await sound.waitingMails(Infinity);
        const seen = waiting.find((one) => one.mail.record === record)?.attempts;
        return sound.stepMail(record, step.kind === "try" ? (seen ?? attempts) : attempts, step);
      },
    }),
  },
  {
    what: "forgets why a mail was tried in vain",
    breaks: [["a try in vain is remembered", "seen: [null"]],
    spoil: (sound) => ({
      waitingMails: async (limit) =>
        (await sound.waitingMails(limit)).map(({ lastError: _, ...one }) => one),
    }),
  },
  {
    what: "leaves a mail as late as it is",
    breaks: [["a mail can be hurried", "seen: []"]],
    spoil: (sound) => ({
      stepMail: async (record, attempts, step) =>
        step.kind === "hurry" || sound.stepMail(record, attempts, step),
    }),
  },
  {
    what: "leaves the sealed code of a dead letter",
    breaks: [["a dead letter is kept without its code", "of a dead letter is held"]],
    spoil: (sound) => {
      const seals = new Map<string, Uint8Array>();
      return {
        apply: async (write) => {
          for (const { record, sealedCode } of write.mails) seals.set(record, sealedCode);
          return sound.apply(write);
        },
        sight: {
          mailHeld: async (_, record) => [seals.get(record)].filter((seal) => seal !== undefined),
        },
      };
    },
  },
  {
    what: "tells the latest death first",
    breaks: [["dead letters come in the order of their death", "seen: ["]],
    spoil: (sound) => ({ deadMails: async (limit) => (await sound.deadMails(limit)).reverse() }),
  },
  {
    what: "loses the mail of a removed code without a word",
    breaks: [["the mail of a removed code dies", "lost without a word"]],
    spoil: () => ({ deadMails: async () => [] }),
  },
];
