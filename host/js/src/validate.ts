/**
 * Validates requests before they are sent: in a browser's form, without a server.
 *
 * @module
 */

import { CodemintError } from "./errors.js";
import { plan, routes } from "./module/calls.js";
import type { Purpose, Reply, RouteName } from "./module/types.js";

/** A request that has not been sent. */
export type Unsent = RouteName & {
  /** The body: an object that is serialized as JSON, or text or bytes as they are. */
  readonly body?: object | string | Uint8Array;
  /** The values of the template's parameters, in order, before percent-encoding. */
  readonly path?: readonly string[];
  /** The query, without the question mark. */
  readonly query?: string;
};

/** The result of a validation, as far as it can be determined without a look-up. */
export type Validation =
  /** The request is valid. Whether it is granted depends on the tenant's policy and directory. */
  | {
      readonly kind: "understood";
      /** The purpose of the codes. */
      readonly purpose?: Purpose;
      /** The subjects by canonical key, without duplicates. */
      readonly subjects: readonly string[];
      /** The names of members that would be ignored. */
      readonly ignored: readonly string[];
    }
  /** The request is not valid: this is the reply of the vendor's API. */
  | { readonly kind: "refused"; readonly reply: Reply }
  /** The request needs no look-up: this is the reply. */
  | { readonly kind: "answered"; readonly reply: Reply };

const utf8 = new TextEncoder();

/**
 * Validates a request by the server's own rules: it is the same module.
 *
 * @throws {CodemintError} `no-such-route` if no route has this dialect and name.
 */
export function validate(request: Unsent): Validation {
  const { dialect, name, path = [], query = "" } = request;
  const route = routes().findIndex((one) => one.dialect === dialect && one.name === name);
  if (route < 0) throw new CodemintError("no-such-route", "there is no such route");
  const values = path.map(encodeURIComponent);
  const call = { route, tenant: "tenant", actor: "caller", seesCodes: false, path: values, query };
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
