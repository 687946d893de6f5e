/**
 * Parses regular expressions (ECMA-262 section 22.2.1), as far as this package uses their syntax.
 */

/** One part of a pattern. */
export type Node =
  /** A class, an escape, a dot or a literal, which matches one character. */
  | { readonly kind: "one"; readonly takes: (char: string) => boolean }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "look"; readonly wanted: boolean; readonly inner: Node }
  | { readonly kind: "all"; readonly parts: readonly Node[] }
  | { readonly kind: "any"; readonly parts: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly inner: Node;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    };

/** Parses a pattern. Throws for unknown syntax, so that nothing is ignored. */
export function parse(source: string, flags: string): Node {
  const reader = new Reader(source, flags.replace(/[gyd]/g, ""));
  const node = reader.any();
  if (reader.at !== source.length) throw new Error(`unknown syntax at ${reader.at} of ${source}`);
  return node;
}

class Reader {
  at = 0;
  readonly #source: string;
  readonly #flags: string;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  any(): Node {
    const parts = [this.#all()];
    while (this.#skip("|")) parts.push(this.#all());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "any", parts };
  }

  #all(): Node {
    const parts: Node[] = [];
    while (this.at < this.#source.length && !"|)".includes(this.#source[this.at] ?? "")) {
      parts.push(this.#quantified(this.#atom()));
    }
    return { kind: "all", parts };
  }

  #atom(): Node {
    if (this.#skip("^")) return { kind: "start" };
    if (this.#skip("$")) return { kind: "end" };
    if (this.#skip("(?=")) return { kind: "look", wanted: true, inner: this.#closed() };
    if (this.#skip("(?!")) return { kind: "look", wanted: false, inner: this.#closed() };
    if (this.#skip("(?:") || this.#skip("(")) return this.#closed();
    const rest = this.#source.slice(this.at);
    const text = /^(?:\[(?:\\.|[^\]\\])*\]|\\p\{[^}]*\}|\\[^bBk1-9]|[^()[\]{}?*+|\\])/su.exec(rest)?.[0];
    if (text === undefined) throw new Error(`unknown syntax at ${this.at} of ${this.#source}`);
    this.at += text.length;
    const one = new RegExp(`^${text}$`, this.#flags);
    return { kind: "one", takes: (char) => one.test(char) };
  }

  #closed(): Node {
    const inner = this.any();
    if (!this.#skip(")")) throw new Error(`a group of ${this.#source} does not end`);
    return inner;
  }

  #quantified(inner: Node): Node {
    const rest = this.#source.slice(this.at);
    const found = /^(?:[*+?]|\{([0-9]+)(,?)([0-9]*)\})/.exec(rest);
    if (found === null) return inner;
    this.at += found[0].length;
    const lazy = this.#skip("?");
    const [text, low = "0", comma = "", high = ""] = found;
    const counted = [Number(low), comma === "" ? Number(low) : high === "" ? Infinity : Number(high)];
    const [least = 0, most = 0] =
      text === "*" ? [0, Infinity] : text === "+" ? [1, Infinity] : text === "?" ? [0, 1] : counted;
    return { kind: "repeat", inner, least, most, lazy };
  }

  #skip(text: string): boolean {
    if (!this.#source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }
}
