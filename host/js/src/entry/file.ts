/**
 * The entry point for Node, Deno and Bun: reads the module from the package's file.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { provide } from "../module/instance.js";

provide(() => new WebAssembly.Module(readFileSync(new URL("../gen/codemint.wasm", import.meta.url))));

export * from "../index.js";
