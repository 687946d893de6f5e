/** Stores that are sound as long as one comes after the other. */

import type { MemoryStore } from "../../../src/store/memory.js";
import type { Applied, Write } from "../../../src/store/store.js";
import { aWhile, type Bug } from "./sound.js";

/** What is live of the subjects that a write is about. */
async function liveOf(sound: MemoryStore, write: Write): Promise<Write["superseded"]> {
  const subjects = write.records.map((given) => given.subject);
  return sound.liveCodes(write.tenant, write.purpose ?? "enrolment", subjects);
}

/** Overwrites whoever came in between. */
async function overwrite(sound: MemoryStore, write: Write): Promise<Applied> {
  await aWhile();
  return sound.apply({ ...write, superseded: await liveOf(sound, write) });
}

export const RACY_BUGS: readonly Bug[] = [
  {
    what: "looks whether a subject is free, and inserts later, whatever has happened since",
    breaks: [
      ["one of many inserts wins", "of 64 writes these were done: 0, 1"],
      ["one of many equal codes wins", "of 64 writes these were done: 0, 1"],
    ],
    spoil: (sound) => ({
      apply: async (write) =>
        (await liveOf(sound, write)).length > 0 ? "conflict" : overwrite(sound, write),
    }),
  },
  {
    what: "looks whether a code is as it was seen, and replaces it later, whatever it is then",
    breaks: [["one of many replacements wins", "of 64 writes these were done: 0, 1"]],
    spoil: (sound) => ({
      apply: async (write) => {
        for (const { id, version } of write.superseded) {
          if ((await sound.storedCode(id))?.version !== version) return "conflict";
        }
        return overwrite(sound, write);
      },
    }),
  },
  {
    what: "looks whether a change can be made, and makes it later, whatever has happened since",
    breaks: [
      ["one of many redeemings wins", "so many of 64 redeemings"],
      ["only so many of many tries are counted", "so many of 64 tries"],
    ],
    spoil: (sound) => ({
      apply: async (write) => {
        for (const { id } of write.changed) {
          if ((await sound.storedCode(id))?.state !== "pending") return "conflict";
        }
        await aWhile();
        await sound.apply(write);
        return "done";
      },
    }),
  },
  {
    what: "turns away those who come when many are there",
    breaks: [["many subjects at once are all served", "seen: ["]],
    spoil: (sound) => {
      let there = 0;
      return {
        apply: async (write) => {
          if (there >= 32) return "conflict";
          there += 1;
          await aWhile();
          there -= 1;
          return sound.apply(write);
        },
      };
    },
  },
  {
    what: "lets all lose who come together with a loser",
    breaks: [["who loses takes nobody with it", "seen: ["]],
    spoil: (sound) => {
      let hasLost = false;
      return {
        apply: async (write) => {
          await aWhile();
          if (hasLost) return "conflict";
          const applied = await sound.apply(write);
          hasLost = applied === "conflict";
          await aWhile();
          hasLost = false;
          return applied;
        },
      };
    },
  },
];
