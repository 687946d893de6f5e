/**
 * The table of all hosts, and where the README has it.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, tools } from "./tools.mjs";

/** The table as Markdown. A host without a row did not run. */
export function table(rows) {
  const line = ({ host, version, vectors, differences, caught }) =>
    `| ${host} | ${version} | ${vectors} | ${differences} | ${caught ? "told" : "**missed**"} |`;
  return [
    "| host | version | vectors | differences | a flipped vector |",
    "|---|---|---|---|---|",
    ...rows.map(line),
    "",
  ].join("\n");
}

/** Whether the README's table says of every host what this one does, versions aside. */
export function isInReadme(markdown) {
  const said = (text) => (text.match(/^\| .* \|$/gmu) ?? []).map((line) => line.split(" | ").toSpliced(1, 1));
  const [, shown] = /<!-- conformance -->\n([\s\S]*?)<!-- -->/u.exec(readme()) ?? [];
  return shown !== undefined && JSON.stringify(said(shown)) === JSON.stringify(said(markdown));
}

/** Writes the table into the README, between its marks. */
export function bless(markdown) {
  const marked = /(<!-- conformance -->\n)[\s\S]*?(<!-- -->)/u;
  writeFileSync(join(root, "README.md"), readme().replace(marked, `$1${markdown}$2`));
}

/** Leaves the table where others find it. */
export const keep = (markdown) => writeFileSync(join(tools, "conformance.md"), markdown);

const readme = () => readFileSync(join(root, "README.md"), "utf8");
