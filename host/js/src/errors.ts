/**
 * The error type that this package throws.
 *
 * @module
 */

/** What went wrong, for programs to compare. */
export type ErrorCode =
  /** An argument is not valid; `path` names the member. */
  | "argument"
  /** There is no route with this number or name. */
  | "no-such-route"
  /** The findings do not match the needs. */
  | "findings"
  /** The payload does not fit into the largest QR symbol. */
  | "too-long"
  /** The source of randomness failed, or is stuck. */
  | "entropy"
  /** The clock is out of range. */
  | "clock"
  /** There is no module: `init` of `codemint/slim` was not called. */
  | "not-initialised"
  /** The module cannot be loaded on this platform. */
  | "load"
  /** The module trapped. Its instance was discarded; the next call gets a fresh one. */
  | "trap"
  /** The module's answer is inconsistent with its input. Nothing of it was used. */
  | "nonsense"
  /** The store is full. */
  | "store-full"
  /** The store failed. Nothing was written. */
  | "store-failed"
  /** Another process has locked the store, or its queue is full. Nothing was done; try again. */
  | "store-busy"
  /**
   * The connection to the store was lost during a write, which may have been committed. A caller
   * that gave its request an `Idempotency-Key` can repeat it.
   */
  | "store-unknown"
  /** The store holds invalid data: it belongs to another application, or is damaged. */
  | "store-damaged"
  /** The store has been closed. */
  | "store-closed"
  /** The directory does not answer, or its answer is incomplete. */
  | "directory"
  /** A key is not 64 hexadecimal digits, or is a placeholder. */
  | "key"
  /** A value cannot be decrypted with these keys for this record. */
  | "unsealable"
  /** No such tenant is served. */
  | "unknown-tenant"
  /** The caller may not act for this tenant. */
  | "foreign-tenant"
  /** The route requires authentication, and the caller is not authenticated. */
  | "unauthenticated"
  /** The route is not open to callers of this kind, or to an operator without the role. */
  | "forbidden-route"
  /** The request's idempotency key is malformed, or was used for another request. */
  | "repeat"
  /** Too many requests. */
  | "limited"
  /** The deadline passed before anything was written. Nothing was done. */
  | "late"
  /** Too many conflicting writes. Nothing was done. */
  | "contended"
  /** A code is to be mailed to a subject that has no address. */
  | "no-address"
  /** The configuration is not valid. */
  | "configuration"
  /** A bug in this package. */
  | "internal";

/**
 * Why something was not done. `code` is for programs, `message` for people; neither ever contains
 * an activation code, a key or a token.
 */
export class CodemintError extends Error {
  override readonly name = "CodemintError";
  /** What went wrong. */
  readonly code: ErrorCode;
  /**
   * The member that is not valid, such as `policy.format.length`; empty if there is no such member.
   */
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
