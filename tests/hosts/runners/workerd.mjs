/**
 * workerd: the worker is bundled with the usual conditions, and the wasm stays a separate module, since
 * workerd does not compile bytes.
 *
 * @module
 */

import { join } from "node:path";
import { program, ran, tool } from "../lib/tools.mjs";
import { requested } from "../lib/workerd.mjs";

export async function inWorkerd(folder, flip, data) {
  const { build } = await tool("esbuild");
  const outdir = join(folder, "worker");
  const { metafile } = await build({
    entryPoints: [join(folder, "worker.mjs")],
    bundle: true, format: "esm", conditions: ["workerd"], loader: { ".wasm": "copy" },
    outdir, outExtension: { ".js": ".mjs" }, metafile: true, absWorkingDir: folder,
    logLevel: "silent",
  });
  const request = { method: "POST", body: JSON.stringify({ data, flip }) };
  const answer = await requested(outdir, "worker.mjs", request, async (response) => {
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  });
  const entries = Object.keys(metafile.inputs).filter((name) => name.includes("/dist/entry/"));
  const { stdout } = await ran(program("workerd"), ["--version"]);
  return { ...answer, entry: entries.join(" "), version: stdout.replace("workerd", "").trim() };
}
