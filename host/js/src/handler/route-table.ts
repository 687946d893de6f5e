/**
 * Finds the route for a path and a method.
 *
 * @module
 */

import type { Route } from "../module/types.js";

/** The result for a path. */
export type Found =
  /** A route, and the values of its template's parameters, percent-encoded as received. */
  | { readonly kind: "route"; readonly number: number; readonly values: readonly string[] }
  /**
   * The path exists only for these methods (RFC 9110 section 15.5.6). The reply is in the dialect
   * of this route.
   */
  | { readonly kind: "other-methods"; readonly number: number; readonly allow: string };

/** A literal; `undefined` for a parameter. */
type Segment = string | undefined;

interface Path {
  readonly segments: readonly Segment[];
  /** Route numbers by method. */
  readonly methods: Map<string, number>;
}

/** The paths of all routes, those with earlier literals first. */
export class RouteTable {
  readonly #paths: Path[] = [];

  constructor(routes: readonly Route[]) {
    routes.forEach((route, number) => this.#add(segments(route.template), route.method, number));
    // A trailing slash is optional, unless there is a route for the path without it.
    const written = new Set(this.#paths.map((path) => key(path.segments)));
    routes.forEach((route, number) => {
      const short = route.template.endsWith("/") ? route.template.slice(0, -1) : "";
      if (short === "" || written.has(key(segments(short)))) return;
      this.#add(segments(short), route.method, number);
    });
    const rank = (path: Path) => path.segments.map((segment) => (segment === undefined ? 1 : 0));
    this.#paths.sort((one, other) => compare(rank(one), rank(other)));
  }

  /** Finds a path as received. A slash within a value is `%2F`. */
  find(path: string, method: string): Found | undefined {
    const given = path.split("/");
    const found = this.#paths.find((known) => matches(known, given));
    if (found === undefined) return undefined;
    const { methods } = found;
    // RFC 9110 section 9.3.2: HEAD is answered like GET, without the content.
    const number = methods.get(method) ?? (method === "HEAD" ? methods.get("GET") : undefined);
    if (number !== undefined) {
      const values = given.filter((_, place) => found.segments[place] === undefined);
      return { kind: "route", number, values };
    }
    const [first] = methods.values();
    if (first === undefined) return undefined;
    const allowed = new Set(methods.keys());
    if (allowed.has("GET")) allowed.add("HEAD");
    return { kind: "other-methods", number: first, allow: [...allowed].join(", ") };
  }

  #add(wanted: readonly Segment[], method: string, number: number): void {
    const known = this.#paths.find((path) => key(path.segments) === key(wanted));
    if (known === undefined) {
      this.#paths.push({ segments: wanted, methods: new Map([[method, number]]) });
    } else if (!known.methods.has(method)) {
      known.methods.set(method, number);
    }
  }
}

function segments(template: string): readonly Segment[] {
  const isValue = (part: string) => part.startsWith("{") && part.endsWith("}");
  return template.split("/").map((part) => (isValue(part) ? undefined : part));
}

const key = (path: readonly Segment[]): string => JSON.stringify(path.map((part) => part ?? null));

function matches({ segments: wanted }: Path, given: readonly string[]): boolean {
  return (
    wanted.length === given.length &&
    wanted.every((part, place) => part === undefined || part === given[place])
  );
}

/** Compares lists of numbers lexicographically. */
function compare(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place += 1) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
