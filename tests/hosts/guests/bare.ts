// Never runs: the package's types need only the language's own library.
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

// @ts-expect-error: the control: the types of the DOM are absent.
export const none: Response = answer;
