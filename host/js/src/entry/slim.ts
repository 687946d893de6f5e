/**
 * Without the module: the caller gives it, from wherever it keeps `codemint/codemint.wasm`.
 *
 * @module
 */

import type { FetchRequest, FetchUrl, WasmModule } from "../globals.js";
import { provide } from "../module/instance.js";

/** Takes the compiled module. The first one counts; later ones are ignored. */
export function init(module: WasmModule): void {
  provide(() => module);
}

/**
 * Fetches and compiles the module and takes it.
 *
 * @param from where `codemint/codemint.wasm` is served, as `application/wasm`.
 */
export async function load(from: string | FetchUrl | FetchRequest): Promise<void> {
  init(await WebAssembly.compileStreaming(fetch(from)));
}

export * from "../index.js";
