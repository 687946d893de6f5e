/**
 * `node bundle.mjs`: the package's scripts, few rather than a hundred, since a host reads each by
 * itself. What several entries need stands once, in `dist/shared`. Names and lines stay as people
 * wrote them; comments are in the declarations, which `tsc` writes.
 *
 * @module
 */

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

/** What hosts and bundlers look for by its own name, or must find as a file: it stays beside. */
const generated = {
  name: "generated",
  setup({ onResolve }) {
    onResolve({ filter: /\/gen\/[a-z]+\.(?:js|wasm)$/ }, ({ path }) => ({
      // Every script is one folder deep.
      path: `../gen/${basename(path)}`,
      external: true,
    }));
  },
};

declarations();
await build({
  entryPoints: [
    ...["file", "workerd", "inline", "slim"].map((name) => `src/entry/${name}.ts`),
    "src/node/listener.ts",
    "src/conformance/index.ts",
  ],
  outbase: "src",
  outdir: "dist",
  chunkNames: "shared/[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  external: ["node:*"],
  target: "es2023",
  charset: "utf8",
  plugins: [generated],
  logLevel: "warning",
});

/**
 * The glue and the module as they are, and the declarations of the module's types. What the glue
 * declares of how it is loaded is no part of the package, and would ask users' compilers for the
 * types of the DOM.
 */
function declarations() {
  cpSync("src/gen", "dist/gen", { recursive: true });
  const text = readFileSync("src/gen/glue.d.ts", "utf8");
  const from = text.indexOf("export type InitInput");
  const to = text.indexOf("Promise<InitOutput>;\n", from);
  if (from < 0 || to < 0) throw new Error("where does the glue declare how it is loaded?");
  const kept = text.slice(0, from) + text.slice(text.indexOf("\n", to) + 1);
  writeFileSync("dist/gen/glue.d.ts", kept);
}
