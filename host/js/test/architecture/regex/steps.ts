/** Counts the steps of a backtracking matcher, which is what all JavaScript engines use. */

import type { Node } from "./pattern.js";

/** The limit of the count. */
export const TOO_MANY = 2_000_000;

/** The steps for all matches in a text, as in `replace` and `split`; at most {@link TOO_MANY}. */
export function steps(pattern: Node, text: string): number {
  const matcher = new Matcher([...text]);
  try {
    for (let from = 0; from <= text.length; ) {
      const end = matcher.from(pattern, from);
      // After an empty match, and after none, it continues at the next position.
      from = end === undefined || end === from ? from + 1 : end;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return TOO_MANY;
  }
  return matcher.count;
}

class Matcher {
  count = 0;
  readonly #text: readonly string[];

  constructor(text: readonly string[]) {
    this.#text = text;
  }

  /** The end of a match that begins at a position. */
  from(pattern: Node, at: number): number | undefined {
    let found: number | undefined;
    this.#match(pattern, at, (end) => {
      found = end;
      return true;
    });
    return found;
  }

  #match(node: Node, at: number, then: (end: number) => boolean): boolean {
    this.count += 1;
    if (this.count > TOO_MANY) throw new RangeError("too many steps");
    switch (node.kind) {
      case "one":
        return at < this.#text.length && node.takes(this.#text[at] ?? "") && then(at + 1);
      case "start":
        return at === 0 && then(at);
      case "end":
        return at === this.#text.length && then(at);
      case "look":
        return this.#match(node.inner, at, () => true) === node.wanted && then(at);
      case "any":
        return node.parts.some((part) => this.#match(part, at, then));
      case "all":
        return this.#sequence(node.parts, 0, at, then);
      case "repeat":
        return this.#repeat(node, 0, at, then);
    }
  }

  #sequence(parts: readonly Node[], place: number, at: number, then: (end: number) => boolean): boolean {
    const part = parts[place];
    if (part === undefined) return then(at);
    return this.#match(part, at, (end) => this.#sequence(parts, place + 1, end, then));
  }

  #repeat(
    node: Extract<Node, { kind: "repeat" }>,
    done: number,
    at: number,
    then: (end: number) => boolean,
  ): boolean {
    const more = (): boolean =>
      done < node.most &&
      this.#match(node.inner, at, (end) =>
        // An empty iteration is not repeated (ECMA-262 section 22.2.2.3.1).
        end === at && done >= node.least ? false : this.#repeat(node, done + 1, end, then),
      );
    if (done < node.least) return more();
    return node.lazy ? then(at) || more() : more() || then(at);
  }
}
