/**
 * The entry point without the module: the program loads `codemint/codemint.wasm` itself.
 *
 * @module
 */

import type { FetchRequest, FetchUrl, WasmModule } from "../globals.js";
import { provide } from "../module/instance.js";

/** Sets the compiled module. Only the first call has an effect. */
export function init(module: WasmModule): void {
  provide(() => module);
}

/**
 * Fetches, compiles and sets the module.
 *
 * @param from the URL of `codemint/codemint.wasm`, served as `application/wasm`.
 */
export async function load(from: string | FetchUrl | FetchRequest): Promise<void> {
  init(await WebAssembly.compileStreaming(fetch(from)));
}

export * from "../index.js";
