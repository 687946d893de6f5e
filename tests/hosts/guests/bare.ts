// Never runs: the package's types ask a compiler for nothing but the language's own library.
import { createHandler, type Handler, Issuer, KeyRing, MemoryDirectory, MemoryStore } from "codemint";
import wasm from "codemint/codemint.wasm";
import { init } from "codemint/slim";

init(wasm);
const issuer = new Issuer({
  store: new MemoryStore(),
  directory: new MemoryDirectory([]),
  keys: KeyRing.fromText(""),
  tenants: {},
});
const handler: Handler = createHandler(issuer, { tenants: {} });
const answer = await handler({ method: "GET", url: "", headers: { get: () => null }, body: null });
export const text: string = await answer.text();

// @ts-expect-error: the control, since the types of the DOM are not there.
export const none: Response = answer;
