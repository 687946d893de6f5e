/**
 * The module: given once by whoever knows where it is, instantiated when it is first needed, and
 * instantiated anew after a trap.
 *
 * @module
 */

import { __wbg_reset_state, initSync } from "../gen/glue.js";
import { CodemintError, type ErrorCode } from "../errors.js";
import type { WasmModule } from "../globals.js";

/** Gives the compiled module. */
export type Source = () => WasmModule;

let source: Source | undefined;
let ready = false;
/** Whether the instance trapped or answered nonsense, so that it is never entered again. */
let poisoned = false;

/**
 * Says where the module comes from. The first word counts: an entry of the package says it before
 * anybody else can.
 */
export function provide(given: Source): void {
  source ??= given;
}

/** Makes sure that there is an instance that can be entered. */
function enter(): void {
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
    throw new CodemintError("load", "the module cannot be loaded here", { cause });
  }
  ready = true;
}

/** Discards the instance: what it answered made no sense. The next call gets a fresh one. */
export function discard(): void {
  poisoned = true;
}

/**
 * Calls into the module.
 *
 * @throws {CodemintError} what the module said; `trap` when it fell, and then the instance is gone.
 */
export function run<T>(call: () => T): T {
  enter();
  try {
    return call();
  } catch (thrown) {
    const fault = told(thrown);
    if (fault !== undefined) throw fault;
    poisoned = true;
    throw new CodemintError("trap", "the module trapped; its instance was discarded", {
      cause: thrown,
    });
  }
}

/** What the module said itself: an error with a code. Anything else is a fall. */
function told(thrown: unknown): CodemintError | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || !("path" in thrown)) return undefined;
  const { code, path, message } = thrown;
  if (typeof code !== "string" || typeof path !== "string") return undefined;
  return new CodemintError(code as ErrorCode, message, { path });
}
