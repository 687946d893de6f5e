/**
 * What `codemint/codemint.wasm` is to whoever bundles it as a module: workerd and what bundles for
 * it give the compiled module, for `init` of `codemint/slim`.
 *
 * @module
 */

import type { WasmModule } from "../globals.js";

declare const module: WasmModule;
export default module;
