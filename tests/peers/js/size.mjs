/**
 * The size of what a browser fetches: module and glue, with gzip.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { atMost } from "./harness.mjs";

/** 1,000 bytes. */
const KILO = 1_000;

function row(what, file, bound) {
  const bytes = readFileSync(file);
  const zipped = gzipSync(bytes, { level: 9 }).length;
  return {
    what: `size of the ${what}, gzip -9`,
    ours: `${zipped} bytes`,
    peer: `as it is ${bytes.length} bytes`,
    figure: zipped / KILO,
    unit: " KB",
    promise: atMost(bound),
  };
}

export function rows() {
  const module = fileURLToPath(import.meta.resolve("codemint/codemint.wasm"));
  const glue = new URL("glue.js", import.meta.resolve("codemint/codemint.wasm"));
  return [
    row("module with QR", module, 90),
    row("glue", fileURLToPath(glue), 6),
  ];
}
