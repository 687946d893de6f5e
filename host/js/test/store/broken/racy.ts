/** Stores that are correct only without concurrent writes. */

import type { MemoryStore } from "../../../src/store/memory.js";
import type { Applied, Write } from "../../../src/store/store.js";
import { type Bug, pause } from "./sound.js";

/** The live codes of a write's subjects. */
async function liveOf(sound: MemoryStore, write: Write): Promise<Write["superseded"]> {
  const subjects = write.records.map((given) => given.subject);
  return sound.liveCodes(write.tenant, write.purpose ?? "enrolment", subjects);
}

/** Overwrites concurrent writes. */
async function overwrite(sound: MemoryStore, write: Write): Promise<Applied> {
  await pause();
  return sound.apply({ ...write, superseded: await liveOf(sound, write) });
}

export const RACY_BUGS: readonly Bug[] = [
  {
    what: "checks for a live code, and inserts later without checking again",
    breaks: [
      ["one of many concurrent inserts wins", "of 64 writes these were done: 0, 1"],
      ["one of many equal codes wins", "of 64 writes these were done: 0, 1"],
    ],
    plant: (sound) => ({
      apply: async (write) =>
        (await liveOf(sound, write)).length > 0 ? "conflict" : overwrite(sound, write),
    }),
  },
  {
    what: "checks the version of a code, and replaces it later without checking again",
    breaks: [["one of many replacements wins", "of 64 writes these were done: 0, 1"]],
    plant: (sound) => ({
      apply: async (write) => {
        for (const { id, version } of write.superseded) {
          if (sound.held(id)?.known.version !== version) return "conflict";
        }
        return overwrite(sound, write);
      },
    }),
  },
  {
    what: "checks the state of a code, and changes it later without checking again",
    breaks: [
      ["one of many concurrent redemptions wins", "successful redemptions of 64"],
      ["no more than the allowed attempts are counted", "counted attempts of 64"],
    ],
    plant: (sound) => ({
      apply: async (write) => {
        for (const { id } of write.changed) {
          if (sound.held(id)?.known.state !== "pending") return "conflict";
        }
        await pause();
        await sound.apply(write);
        return "done";
      },
    }),
  },
  {
    what: "rejects writes when many are running",
    breaks: [["concurrent writes for different subjects all succeed", "seen: ["]],
    plant: (sound) => {
      let running = 0;
      return {
        apply: async (write) => {
          if (running >= 32) return "conflict";
          running += 1;
          await pause();
          running -= 1;
          return sound.apply(write);
        },
      };
    },
  },
  {
    what: "fails all writes that are concurrent with a conflict",
    breaks: [["a conflict does not fail other writes", "seen: ["]],
    plant: (sound) => {
      let hasConflict = false;
      return {
        apply: async (write) => {
          await pause();
          if (hasConflict) return "conflict";
          const applied = await sound.apply(write);
          hasConflict = applied === "conflict";
          await pause();
          hasConflict = false;
          return applied;
        },
      };
    },
  },
];
