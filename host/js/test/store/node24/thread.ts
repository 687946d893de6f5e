/** One of several hosts that write to one file, on its own thread. */

import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { audit, issue, nothing } from "../../../src/conformance/writes.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";

const { path, first, count } = workerData as { path: string; first: number; count: number };

const store = nodeSqliteStore(new DatabaseSync(path));
let [done, mine] = [0, 0];
for (let n = 0; n < count; n += 1) {
  // All threads issue for the same subjects, and each writes its own audit entry.
  const applied = await store.apply(issue(first + n, `subject-${n}`));
  if (applied === "done") done += 1;
  const line = { ...nothing, audit: [{ ...audit(first + n, "all"), detail: `${first}` }] };
  if ((await store.apply(line)) === "done") mine += 1;
}
await store.close();
parentPort?.postMessage({ done, mine });
