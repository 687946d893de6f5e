/**
 * The Fetch standard's types, without asking a user's compiler for those of the DOM.
 *
 * @module
 */

/** A type of the host's, if the compiler knows it; else what stands in for it. */
type Global<Name extends string, Otherwise> = typeof globalThis extends {
  readonly [name in Name]: { readonly prototype: infer Known };
}
  ? Known
  : Otherwise;

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
