/**
 * Which route answers a path.
 *
 * @module
 */

import type { Route } from "../module/types.js";

/** What was found for a path. */
export type Found =
  /** A route answers, with these values for its template's names, percent-encoded as they came. */
  | { readonly kind: "route"; readonly number: number; readonly values: readonly string[] }
  /**
   * The path exists, for these methods (RFC 9110 section 15.5.6). Answered in the words of that
   * route.
   */
  | { readonly kind: "other-methods"; readonly number: number; readonly allow: string };

/** A literal, or nothing where a value stands. */
type Segment = string | undefined;

interface Path {
  readonly segments: readonly Segment[];
  /** Which route answers which method. */
  readonly methods: Map<string, number>;
}

/** The paths of all routes, the more literal ones first. */
export class Table {
  readonly #paths: Path[] = [];

  constructor(routes: readonly Route[]) {
    routes.forEach((route, number) => this.#add(segments(route.template), route.method, number));
    // A slash at the end makes no difference, unless some route says that it does.
    const written = new Set(this.#paths.map((path) => key(path.segments)));
    routes.forEach((route, number) => {
      const short = route.template.endsWith("/") ? route.template.slice(0, -1) : "";
      if (short === "" || written.has(key(segments(short)))) return;
      this.#add(segments(short), route.method, number);
    });
    const rank = (path: Path) => path.segments.map((segment) => (segment === undefined ? 1 : 0));
    this.#paths.sort((one, other) => compare(rank(one), rank(other)));
  }

  /** Who answers that path, as it stands in a request. A slash within a value is `%2F` there. */
  find(path: string, method: string): Found | undefined {
    const given = path.split("/");
    const found = this.#paths.find((known) => matches(known, given));
    if (found === undefined) return undefined;
    const { methods } = found;
    // RFC 9110 section 9.3.2: HEAD is answered as GET is, without the content.
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

/** Compares lists of numbers as a dictionary does. */
function compare(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place += 1) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
