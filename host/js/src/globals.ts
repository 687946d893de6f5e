/**
 * Types of the platform's globals that do not require the DOM library of TypeScript.
 *
 * @module
 */

/** The type of a global, if the compiler knows it; otherwise `Otherwise`. */
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

/** The members of `Request` that have a type on every platform. */
export interface RequestLike {
  readonly method: string;
  readonly url: string;
  readonly headers: HeadersLike;
  readonly body: unknown;
}

/** The members of `Response` that have a type on every platform. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
  readonly body: unknown;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The members of `Headers` that have a type on every platform. */
export interface HeadersLike {
  get(name: string): string | null;
}

/** `Request`, where the compiler knows it (`DOM`, `@types/node`, Workers' types). */
export type FetchRequest = Global<"Request", RequestLike>;

/** `Response`, where the compiler knows it. */
export type FetchResponse = Global<"Response", ResponseLike>;
