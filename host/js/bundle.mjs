/**
 * `node bundle.mjs` bundles the package's scripts into a few files, since a host reads each one
 * separately. Code that several entries share is in `dist/shared`. Names and lines are not
 * minified; comments are in the declarations, which `tsc` writes.
 *
 * @module
 */

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

/** Keeps files separate that hosts and bundlers find by name. */
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
 * Copies the generated code, the module and the declarations of its types. The declarations of the
 * loader are removed: they are not part of the package, and would require the DOM library of
 * TypeScript.
 */
function declarations() {
  cpSync("src/gen", "dist/gen", { recursive: true });
  const text = readFileSync("src/gen/glue.d.ts", "utf8");
  const from = text.indexOf("export type InitInput");
  const to = text.indexOf("Promise<InitOutput>;\n", from);
  if (from < 0 || to < 0) throw new Error("the declarations of the loader were not found in glue.d.ts");
  const kept = text.slice(0, from) + text.slice(text.indexOf("\n", to) + 1);
  writeFileSync("dist/gen/glue.d.ts", kept);
}
