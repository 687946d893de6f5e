/**
 * The table of all hosts, and where the README has it.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, tools } from "./tools.mjs";

/** The table as Markdown. A row of a host alone says that it did not run. */
export function table(rows) {
  const line = ({ host, version, vectors, differences, caught }) => {
    const told = caught ? "told" : "**missed**";
    if (vectors === undefined) return `| ${host} | | **did not run** | | |`;
    return `| ${host} | ${version} | ${vectors} | ${differences} | ${told} |`;
  };
  return [
    "| host | version | vectors | differences | a flipped vector |",
    "|---|---|---|---|---|",
    ...rows.map(line),
    "",
  ].join("\n");
}

/** Whether the README's table says of every host what this one does, versions aside. */
export function isInReadme(markdown) {
  const cells = (line) => line.split(" | ").toSpliced(1, 1);
  const said = (text) => (text.match(/^\| .* \|$/gmu) ?? []).map(cells);
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
