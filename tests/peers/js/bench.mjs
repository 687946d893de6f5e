/**
 * `node bench.mjs ROOT [PART …]`: each figure of the npm package next to its peer's, from one run; `ROOT` is
 * the repository. Trust the ratios; times depend on the machine and its load.
 *
 * @module
 */

import * as batch from "./batch.mjs";
import * as cold from "./cold.mjs";
import * as handler from "./handler.mjs";
import { HEADER, kept, line, machine } from "./harness.mjs";
import * as qr from "./qr.mjs";
import * as size from "./size.mjs";

/** The table. Cold starts come first, before other work can disturb them. */
const PARTS = { cold, qr, batch, size, handler };

const [root, ...wanted] = process.argv.slice(2);
if (root === undefined || wanted.some((name) => !(name in PARTS))) {
  console.error(`usage: bench.mjs ROOT [${Object.keys(PARTS).join("|")} …]`);
  process.exit(2);
}
console.log(`${machine()}\n\n${HEADER}`);
let missed = 0;
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const row of await part.rows(root)) {
    console.log(line(row));
    if (!kept(row)) missed += 1;
  }
}
console.log(`\n${missed} promise(s) missed`);
