/**
 * `node bundle.mjs`: the package's scripts, few rather than a hundred, since a host reads each by
 * itself. What several entries need stands once, in `dist/shared`. Names and lines stay as people
 * wrote them; comments are in the declarations, which `tsc` writes.
 *
 * @module
 */

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
