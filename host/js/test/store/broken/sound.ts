/** A sound store, method by method, to be spoilt. */

import type { Sight } from "../../../src/conformance/index.js";
import { MemoryStore } from "../../../src/store/memory.js";
import type { Store } from "../../../src/store/store.js";
import { memorySight } from "../sights.js";

/** The methods of a store in memory, each of which may be replaced. */
export function methods(sound: MemoryStore): Store {
  return {
    liveCodes: sound.liveCodes.bind(sound),
    recordsOf: sound.recordsOf.bind(sound),
    record: sound.record.bind(sound),
    search: sound.search.bind(sound),
    keptAnswer: sound.keptAnswer.bind(sound),
    latest: sound.latest.bind(sound),
    apply: sound.apply.bind(sound),
    keptCodes: sound.keptCodes.bind(sound),
    storedCode: sound.storedCode.bind(sound),
    removeExpired: sound.removeExpired.bind(sound),
    auditTrail: sound.auditTrail.bind(sound),
    ready: sound.ready.bind(sound),
    waitingMails: sound.waitingMails.bind(sound),
    dueMails: sound.dueMails.bind(sound),
    stepMail: sound.stepMail.bind(sound),
    forgetMail: sound.forgetMail.bind(sound),
    deadMails: sound.deadMails.bind(sound),
    mailCounts: sound.mailCounts.bind(sound),
  };
}

/** A bug: what it does instead, the rules that it breaks, and what is seen of it. */
export interface Bug {
  readonly what: string;
  /** Rule, and a part of what the suite says. */
  readonly breaks: readonly (readonly [rule: string, seen: string])[];
  /** What replaces the sound methods, and what is held other than it should be. */
  readonly spoil: (sound: MemoryStore) => Partial<Store> & { readonly sight?: Partial<Sight> };
}

/** A store with that bug, and what the suite sees of it. */
export function broken(bug: Bug): readonly [Store, Sight] {
  const sound = new MemoryStore();
  const { sight, ...spoilt } = bug.spoil(sound);
  const seen: Sight = {
    held: (_, record) => memorySight.held(sound, record),
    mailHeld: (_, record) => memorySight.mailHeld(sound, record),
  };
  return [{ ...methods(sound), ...spoilt }, { ...seen, ...sight }];
}

/** A bug in `apply` that changes the write before it reaches the sound store. */
export const writing =
  (change: (write: Parameters<Store["apply"]>[0]) => Parameters<Store["apply"]>[0]) =>
  (sound: MemoryStore): Partial<Store> => ({ apply: async (write) => sound.apply(change(write)) });

/** Some time in which others come between. */
export const aWhile = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
