/**
 * Types that hosts have as globals, without asking a user's compiler for those of the DOM.
 *
 * @module
 */

/** A type of the host's, if the compiler knows it; else what stands in for it. */
type Global<Name extends string, Otherwise> = typeof globalThis extends {
  readonly [name in Name]: { readonly prototype: infer Known };
}
  ? Known
  : Otherwise;

/** `CryptoKey`, where the compiler knows it. */
export type SecretKey = Global<"CryptoKey", object>;

/** `WebAssembly.Module`, where the compiler knows it. */
export type WasmModule = typeof globalThis extends {
  readonly WebAssembly: { readonly Module: { readonly prototype: infer Known } };
}
  ? Known
  : object;

/** `URL`, where the compiler knows it. */
export type FetchUrl = Global<"URL", { readonly href: string }>;

/** What of a `Request` has a type everywhere. */
export interface RequestLike {
  readonly method: string;
  readonly url: string;
  readonly headers: HeadersLike;
  readonly body: unknown;
}

/** What of a `Response` has a type everywhere. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
  readonly body: unknown;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What of `Headers` has a type everywhere. */
export interface HeadersLike {
  get(name: string): string | null;
}

/** `Request`, where the compiler knows it (`DOM`, `@types/node`, Workers' types). */
export type FetchRequest = Global<"Request", RequestLike>;

/** `Response`, where the compiler knows it. */
export type FetchResponse = Global<"Response", ResponseLike>;
