/**
 * The type of `codemint/codemint.wasm` when it is bundled as a module: workerd and its bundlers
 * provide the compiled module, for `init` of `codemint/slim`.
 *
 * @module
 */

import type { WasmModule } from "../globals.js";

declare const module: WasmModule;
export default module;
