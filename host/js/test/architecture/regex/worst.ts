/** Texts for which a pattern takes as many steps as possible for their length. */

import type { Node } from "./pattern.js";

/** Characters of all kinds that classes distinguish. */
const PROBES = [...` aZ0-_.:/+=@,;!~{}$"'\\\t\n\0\u0001`, "é", "\u00a0", "\u2003", "\u0085", "\ud83d"];

/** Texts with a repeated part that the pattern matches, and an end that it does not match. */
export function* worst(pattern: Node, times: number): Generator<string> {
  const pumps = [...new Set([...pieces(pattern), ...pairs(alphabet(pattern))])];
  const heads = [...new Set(["", "\u0001", ...prefixes(pattern)])];
  const tails = ["", "\u0001", " ", ...alphabet(pattern).slice(0, 2)];
  for (const pump of pumps) {
    for (const head of heads) {
      for (const tail of tails) yield head + pump.repeat(times) + tail;
    }
  }
}

/** A character for each class of the pattern. */
function alphabet(pattern: Node): string[] {
  const chars = ones(pattern).flatMap(({ takes }) => PROBES.find(takes) ?? []);
  return [...new Set(chars)].slice(0, 5);
}

function ones(node: Node): Extract<Node, { kind: "one" }>[] {
  if (node.kind === "one") return [node];
  if ("parts" in node) return node.parts.flatMap(ones);
  return "inner" in node ? ones(node.inner) : [];
}

function pairs(chars: readonly string[]): string[] {
  return chars.flatMap((one) => [one, ...chars.map((other) => one + other)]);
}

/** A short text for every part of the pattern. */
function pieces(node: Node): string[] {
  const own = shortest(node);
  const inner = "parts" in node ? node.parts.flatMap(pieces) : "inner" in node ? pieces(node.inner) : [];
  return [...(own === "" ? [] : [own]), ...inner].slice(0, 24);
}

/** A short text for each beginning of the pattern. */
function prefixes(node: Node): string[] {
  if (node.kind === "any") return node.parts.flatMap(prefixes);
  if (node.kind !== "all") return [shortest(node)];
  const texts = node.parts.map(shortest);
  return texts.map((_, place) => texts.slice(0, place + 1).join("")).slice(-8);
}

function shortest(node: Node): string {
  switch (node.kind) {
    case "one":
      return PROBES.find(node.takes) ?? anywhere(node);
    case "all":
      return node.parts.map(shortest).join("");
    case "any":
      return node.parts[0] === undefined ? "" : shortest(node.parts[0]);
    case "repeat":
      return shortest(node.inner).repeat(Math.max(1, node.least));
    default:
      return "";
  }
}

function anywhere({ takes }: Extract<Node, { kind: "one" }>): string {
  for (let unit = 0; unit < 0x300; unit += 1) {
    if (takes(String.fromCharCode(unit))) return String.fromCharCode(unit);
  }
  return "";
}
