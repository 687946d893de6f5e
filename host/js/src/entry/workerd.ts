/**
 * The entry point for workerd and its bundlers: imports the module, since workerd compiles no
 * bytes.
 *
 * @module
 */

import wasm from "../gen/codemint.wasm";
import { provide } from "../module/instance.js";

provide(() => wasm);

export * from "../index.js";
