/**
 * The module's instance: created from the compiled module at the first call, and replaced after a
 * trap.
 *
 * @module
 */

import { __wbg_reset_state, initSync } from "../gen/glue.js";
import { CodemintError, type ErrorCode } from "../errors.js";
import type { WasmModule } from "../globals.js";

/** Returns the compiled module. */
export type Source = () => WasmModule;

let source: Source | undefined;
let ready = false;
/** Whether the instance trapped or answered inconsistently, so that it must not be used again. */
let poisoned = false;

/**
 * Sets where the module comes from. Only the first call has an effect: the package's entry point
 * makes it before any other code can.
 */
export function provide(given: Source): void {
  source ??= given;
}

/** Makes sure that there is a usable instance. */
function ensureInstance(): void {
  if (poisoned) {
    __wbg_reset_state();
    poisoned = false;
  }
  if (ready) return;
  if (source === undefined) {
    throw new CodemintError("not-initialised", "call init() of codemint/slim first");
  }
  try {
    initSync({ module: source() });
  } catch (cause) {
    throw new CodemintError("load", "the module cannot be loaded on this platform", { cause });
  }
  ready = true;
}

/** Discards the instance after an inconsistent answer. The next call gets a new one. */
export function discard(): void {
  poisoned = true;
}

/**
 * Calls into the module.
 *
 * @throws {CodemintError} the module's own error; `trap` if it trapped: its instance is then
 * discarded.
 */
export function run<T>(call: () => T): T {
  ensureInstance();
  try {
    return call();
  } catch (thrown) {
    const fault = moduleError(thrown);
    if (fault !== undefined) throw fault;
    poisoned = true;
    throw new CodemintError("trap", "the module trapped; its instance was discarded", {
      cause: thrown,
    });
  }
}

/** The module's own error, which has a code; `undefined` for a trap. */
function moduleError(thrown: unknown): CodemintError | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || !("path" in thrown)) return undefined;
  const { code, path, message } = thrown;
  if (typeof code !== "string" || typeof path !== "string") return undefined;
  return new CodemintError(code as ErrorCode, message, { path });
}
