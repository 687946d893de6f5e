/**
 * Changes of stored codes, in memory.
 *
 * @module
 */

import type { Change } from "../../module/types.js";
import { isLive } from "../phase.js";
import { withoutSealedCode } from "./copies.js";
import type { Code, Draft } from "./tables.js";

/** Makes a change. Returns whether it was possible. */
export function change(draft: Draft, tenant: string, wanted: Change): boolean {
  const code = draft.codes.get(wanted.id);
  if (code === undefined || code.tenant !== tenant) return false;
  const changed = after(code, wanted);
  if (changed === undefined) return false;
  draft.codes.set(wanted.id, changed);
  if (wanted.transition === "void") draft.mails.delete(wanted.id);
  return true;
}

/** The code after the change; `undefined` if the change is not possible. */
function after(code: Code, { version, transition }: Change): Code | undefined {
  const isSame = code.version === version;
  switch (transition) {
    case "use":
      return isSame && code.state === "pending" ? used(code) : undefined;
    case "try":
      // Regardless of the version: concurrent attempts are all counted.
      return code.state === "pending" ? tried(code) : undefined;
    case "void":
      return isSame && isLive(code.state)
        ? { ...code, new: withoutSealedCode(code.new), state: "voided", version: version + 1 }
        : undefined;
    case "unlock":
      return isSame && code.state === "locked"
        ? { ...code, state: "pending", tries: 0, version: version + 1 }
        : undefined;
  }
}

function used(code: Code): Code {
  const uses = code.uses + 1;
  const next = { ...code, uses, version: code.version + 1 };
  const isOver = code.new.maxUses > 0 && uses >= code.new.maxUses;
  return isOver ? { ...next, new: withoutSealedCode(code.new), state: "redeemed" } : next;
}

function tried(code: Code): Code {
  const tries = code.tries + 1;
  if (tries < code.new.maxTries) return { ...code, tries };
  return { ...code, tries, state: "locked", version: code.version + 1 };
}
