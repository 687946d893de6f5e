/**
 * Requests per second of the fetch handler, in Node and in workerd.
 *
 * A hook until the package has `createHandler`. Then a row a host belongs here: the handler over the
 * memory store behind `node:http` and as a Worker, one user a request, asked by `wrk` with 32 connections
 * (`tests/peers/prepare` installs it), beside a handler of the same host that only answers `200`. No
 * promise is made for it.
 *
 * @module
 */

import * as codemint from "codemint";

/** @returns no rows while the package has no handler, and says so where the table is not. */
export function rows() {
  if (!("createHandler" in codemint)) {
    console.error("requests per second: this package has no createHandler, so there is no row for it");
    return [];
  }
  throw new Error("the package has createHandler: measure it here");
}
