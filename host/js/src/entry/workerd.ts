/**
 * For workerd and what bundles for it: the module is imported, since bytes may not be compiled there.
 *
 * @module
 */

import wasm from "../gen/codemint.wasm";
import { provide } from "../module/instance.js";

provide(() => wasm);

export * from "../index.js";
