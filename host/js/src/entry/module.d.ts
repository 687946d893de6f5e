/**
 * What `codemint/codemint.wasm` is to whoever bundles it as a module: workerd and what bundles for
 * it give the compiled module, for `init` of `codemint/slim`.
 *
 * @module
 */

declare const module: WebAssembly.Module;
export default module;
