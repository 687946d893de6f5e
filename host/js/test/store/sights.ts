/** What the tests see of a store beyond its interface. */

import type { Sight } from "../../src/conformance/index.js";
import { MemoryStore } from "../../src/store/memory.js";
import type { Store, StoredRecord } from "../../src/store/store.js";

const utf8 = new TextEncoder();

/** The texts and values of a record, as the store tells them. */
export function values({ known, digest, sealedCode }: StoredRecord): Uint8Array[] {
  const { subject, issuer, note, terms } = known;
  const texts = [subject, issuer, note, terms].filter((text) => text !== undefined);
  return [...texts.map((text) => utf8.encode(text)), digest, ...(sealedCode ? [sealedCode] : [])];
}

const memory = (store: Store): MemoryStore => {
  if (store instanceof MemoryStore) return store;
  throw new TypeError("not a store in memory");
};

/** A store in memory tells itself what it holds. */
export const memorySight: Sight = {
  held: async (store, record) => {
    const stored = memory(store).held(record);
    return stored === undefined ? [] : values(stored);
  },
  mailHeld: async (store, record) => {
    const held = memory(store).heldMail(record);
    return held === undefined ? [] : [held];
  },
};
