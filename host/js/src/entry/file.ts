/**
 * For Node, Deno and Bun: the module is read from the file beside this package.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { provide } from "../module/instance.js";

provide(() => new WebAssembly.Module(readFileSync(new URL("../gen/codemint.wasm", import.meta.url))));

export * from "../index.js";
