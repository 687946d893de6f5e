/** The store in memory against the suite. */

import { test } from "node:test";
import { storeCases } from "../../src/conformance/index.js";
import { MemoryStore } from "../../src/store/memory.js";
import { memorySight } from "./sights.js";

for (const { name, run } of storeCases) {
  test(`the memory store: ${name}`, () => run(async () => new MemoryStore(), memorySight));
}
