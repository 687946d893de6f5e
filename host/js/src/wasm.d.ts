/** The compiled module that workerd provides for an import. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
