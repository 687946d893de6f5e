/** A correct store whose methods can be replaced by broken ones. */

import type { Sight } from "../../../src/conformance/index.js";
import { MemoryStore } from "../../../src/store/memory.js";
import type { Store } from "../../../src/store/store.js";
import { memorySight } from "../sights.js";

/** The methods of a store in memory, bound to it. */
export function methods(sound: MemoryStore): Store {
  return {
    liveCodes: sound.liveCodes.bind(sound),
    recordsOf: sound.recordsOf.bind(sound),
    record: sound.record.bind(sound),
    search: sound.search.bind(sound),
    keptAnswer: sound.keptAnswer.bind(sound),
    latest: sound.latest.bind(sound),
    apply: sound.apply.bind(sound),
    removeExpired: sound.removeExpired.bind(sound),
    auditTrail: sound.auditTrail.bind(sound),
    ready: sound.ready.bind(sound),
    dueMails: sound.dueMails.bind(sound),
    stepMail: sound.stepMail.bind(sound),
    forgetMail: sound.forgetMail.bind(sound),
    deadMails: sound.deadMails.bind(sound),
    mailCounts: sound.mailCounts.bind(sound),
  };
}

/** A bug, and the rules that it breaks. */
export interface Bug {
  /** What the store does, for the test's name. */
  readonly what: string;
  /** The rules, each with a part of the error message. */
  readonly breaks: readonly (readonly [rule: string, seen: string])[];
  /** The broken methods, and what the suite sees beyond the interface. */
  readonly plant: (sound: MemoryStore) => Partial<Store> & { readonly sight?: Partial<Sight> };
}

/** A store with a bug, and what the suite sees of it beyond its interface. */
export function broken(bug: Bug): readonly [Store, Sight] {
  const sound = new MemoryStore();
  const { sight, ...methodsWithBug } = bug.plant(sound);
  const seen: Sight = {
    held: (_, record) => memorySight.held(sound, record),
    mailHeld: (_, record) => memorySight.mailHeld(sound, record),
  };
  return [{ ...methods(sound), ...methodsWithBug }, { ...seen, ...sight }];
}

/** A bug in `apply` that changes the write before it reaches the correct store. */
export const writing =
  (change: (write: Parameters<Store["apply"]>[0]) => Parameters<Store["apply"]>[0]) =>
  (sound: MemoryStore): Partial<Store> => ({ apply: async (write) => sound.apply(change(write)) });

/** A pause in which other writes can run. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
