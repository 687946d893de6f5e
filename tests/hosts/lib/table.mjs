/**
 * The table of all hosts, and its place in `tests/hosts/README.md`.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, tools } from "./tools.mjs";

const PAGE = join(root, "tests/hosts/README.md");

/** The table as Markdown. A row with only a host means that it did not run. */
export function table(rows) {
  const line = ({ host, version, vectors, differences, caught }) => {
    const found = caught ? "detected" : "**missed**";
    if (vectors === undefined) return `| ${host} | | **did not run** | | |`;
    return `| ${host} | ${version} | ${vectors} | ${differences} | ${found} |`;
  };
  return [
    "| host | version | vectors | differences | a flipped vector |",
    "|---|---|---|---|---|",
    ...rows.map(line),
    "",
  ].join("\n");
}

/** Whether the README has this table, versions aside. */
export function isInReadme(markdown) {
  const cells = (line) => line.split(" | ").toSpliced(1, 1);
  const rows = (text) => (text.match(/^\| .* \|$/gmu) ?? []).map(cells);
  const [, shown] = /<!-- vectors -->\n([\s\S]*?)<!-- -->/u.exec(readme()) ?? [];
  return shown !== undefined && JSON.stringify(rows(shown)) === JSON.stringify(rows(markdown));
}

/** Writes the table into the README, between its marks. */
export function bless(markdown) {
  const marked = /(<!-- vectors -->\n)[\s\S]*?(<!-- -->)/u;
  writeFileSync(PAGE, readme().replace(marked, `$1${markdown}$2`));
}

/** Writes the table into the folder of the tools. */
export const keep = (markdown) => writeFileSync(join(tools, "vectors.md"), markdown);

const readme = () => readFileSync(PAGE, "utf8");
