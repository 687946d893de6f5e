/**
 * The one error that this package throws.
 *
 * @module
 */

/** What went wrong, as a word that programs compare. */
export type ErrorCode =
  /** An argument is not what it should be; `path` names the member. */
  | "argument"
  /** The call names no route. */
  | "no-such-route"
  /** What was found does not fit what was asked. */
  | "findings"
  /** No QR symbol has room for the payload. */
  | "too-long"
  /** The host has no randomness, or its source is stuck. */
  | "entropy"
  /** The clock is out of range. */
  | "clock"
  /** The module has not been given: `init` of `codemint/slim` was not called. */
  | "not-initialised"
  /** The module cannot be loaded here. */
  | "load"
  /** The module trapped. Its instance was discarded; the next call gets a fresh one. */
  | "trap"
  /** The module answered what does not fit the question. Nothing of it was used. */
  | "nonsense"
  /** The store is full. */
  | "store-full"
  /** The store failed. Nothing of the write is in force. */
  | "store-failed"
  /** The store is locked by another process, or its queue is full. Nothing was done; try again. */
  | "store-busy"
  /**
   * The connection to the store was lost while a write was under way: it may be in force. A caller
   * that named its request (`Idempotency-Key`) can repeat it.
   */
  | "store-unknown"
  /** What was read from the store makes no sense: not ours, or damaged. */
  | "store-damaged"
  /** The store has been closed. */
  | "store-closed"
  /** The directory does not answer, or not every question. */
  | "directory"
  /** A key is not 64 hexadecimal digits, or a placeholder. */
  | "key"
  /** A sealed value does not open under these keys for this record. */
  | "unsealable"
  /** No such tenant is served. */
  | "unknown-tenant"
  /** The caller may not act for the tenant that it names. */
  | "foreign-tenant"
  /** The route demands a proof, and the caller has none. */
  | "unauthenticated"
  /** The route is not open to callers of this kind, or to an operator without the role. */
  | "forbidden-route"
  /** The name of the request is ill-formed, or belongs to another one. */
  | "repeat"
  /** There were too many requests. */
  | "limited"
  /** The deadline passed before anything was written. Nothing was done. */
  | "late"
  /** Too many conflicting writes. Nothing was done. */
  | "contended"
  /** A mail was ordered for a subject without an address. */
  | "no-address"
  /** A configuration that cannot be served. */
  | "configuration"
  /** A bug of ours. */
  | "internal";

/**
 * Why something was not done. `code` is for programs, `message` for people; neither ever holds a
 * code, a key or a token.
 */
export class CodemintError extends Error {
  override readonly name = "CodemintError";
  /** What went wrong. */
  readonly code: ErrorCode;
  /** The member that it is about, such as `policy.format.length`; empty where it is about none. */
  readonly path: string;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly path?: string; readonly cause?: unknown } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.path = options.path ?? "";
  }
}
