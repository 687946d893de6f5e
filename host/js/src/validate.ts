/**
 * Whether a request would be understood, before it is sent: in a browser's form, without a server.
 *
 * @module
 */

import { CodemintError } from "./errors.js";
import { plan, routes } from "./module/calls.js";
import type { Purpose, Reply, RouteName } from "./module/types.js";

/** A request that has not been sent. */
export type Unsent = RouteName & {
  /** What is to be sent: an object that becomes JSON, or a body as it is. */
  readonly body?: object | string | Uint8Array;
  /** The values of the template's names, in its order; they are percent-encoded here. */
  readonly path?: readonly string[];
  /** What follows the question mark. */
  readonly query?: string;
};

/** What would become of it, as far as that can be told without looking anything up. */
export type Validation =
  /** It would be understood. Whether it is done depends on the tenant's policy and directory. */
  | {
      readonly kind: "understood";
      /** What the codes would grant. */
      readonly purpose?: Purpose;
      /** Whom it is about, each once, in canonical spelling. */
      readonly subjects: readonly string[];
      /** Names of members that would be passed over. */
      readonly ignored: readonly string[];
    }
  /** It would not be understood: this is what the vendor's API answers. */
  | { readonly kind: "refused"; readonly reply: Reply }
  /** It needs nothing to be looked up: this is the answer. */
  | { readonly kind: "answered"; readonly reply: Reply };

const utf8 = new TextEncoder();

/**
 * Validates a request by the rules that the server goes by, since it is the same module.
 *
 * @throws {CodemintError} `no-such-route` for a dialect or name that there is none of.
 */
export function validate(request: Unsent): Validation {
  const { dialect, name, path = [], query = "" } = request;
  const route = routes().findIndex((one) => one.dialect === dialect && one.name === name);
  if (route < 0) throw new CodemintError("no-such-route", "there is no such route");
  const values = path.map(encodeURIComponent);
  const call = { route, tenant: "tenant", actor: "nobody", seesCodes: false, path: values, query };
  const planned = plan(call, bytesOf(request.body));
  if (planned.kind === "finished") {
    const { reply } = planned;
    return { kind: reply.status < 400 ? "answered" : "refused", reply };
  }
  const { purpose, subjects, ignored } = planned.needs;
  return { kind: "understood", ...(purpose === undefined ? {} : { purpose }), subjects, ignored };
}

function bytesOf(body: Unsent["body"]): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return utf8.encode(typeof body === "string" ? body : JSON.stringify(body));
}
