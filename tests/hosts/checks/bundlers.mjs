/**
 * Bundles a page of two lines with the usual bundlers, and a worker with wrangler, and runs the results.
 *
 * @module
 */

import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withChromium } from "../lib/browsers.mjs";
import { wranglered } from "../lib/durable.mjs";
import { assertDrawn, other, packageOf } from "../lib/same.mjs";
import { serving } from "../lib/serve.mjs";
import { installed } from "../lib/stage.mjs";
import { here, tool } from "../lib/tools.mjs";
import { requested } from "../lib/workerd.mjs";

/** The folder in which the page is bundled: the package is installed as a user would. */
export async function bundled() {
  const folder = await installed("bundles");
  cpSync(join(here, "bundles"), folder, { recursive: true });
  return folder;
}

/** A page around a script that is not a module. */
const around = (tag) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body>${tag}`;

const BUNDLERS = {
  async vite(folder, out) {
    const { build } = await tool("vite");
    await build({ root: folder, configFile: false, logLevel: "error", build: { outDir: out } });
  },
  async webpack(folder, out) {
    const { default: webpack } = await tool("webpack");
    const compiler = webpack({
      mode: "production", context: folder, entry: "./page.js", performance: false,
      output: { path: out, filename: "page.js" },
    });
    const stats = await new Promise((resolve, reject) =>
      compiler.run((error, done) => (error ? reject(error) : resolve(done))));
    assert.ok(!stats.hasErrors() && !stats.hasWarnings(), stats.toString("errors-warnings"));
    writeFileSync(join(out, "index.html"), around(`<script src="/page.js"></script>`));
  },
  async "esbuild (ESM)"(folder, out) {
    await esbuilt(folder, out, "esm");
    writeFileSync(join(out, "index.html"), around(`<script type="module" src="/page.js"></script>`));
  },
  async "esbuild (IIFE)"(folder, out) {
    await esbuilt(folder, out, "iife");
    writeFileSync(join(out, "index.html"), around(`<script src="/page.js"></script>`));
  },
};

async function esbuilt(folder, outdir, format) {
  const { build } = await tool("esbuild");
  const { warnings } = await build({
    entryPoints: [join(folder, "page.js")], bundle: true, minify: true, format, outdir,
    absWorkingDir: folder, logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
}

export const bundlers = Object.keys(BUNDLERS);

/** Builds the page with a bundler and runs it. */
export async function runsBundled(folder, name) {
  const out = join(folder, "out", name.replace(/\W+/gu, "-"));
  mkdirSync(out, { recursive: true });
  await BUNDLERS[name](folder, out);
  const { qrSvg } = await packageOf(folder);
  await serving(out, {}, (address) =>
    withChromium(async (open) => {
      const { page, complaints } = await open(`${address}/index.html`);
      const code = await page.title();
      assert.match(code, /^[0-9]{9}$/u, complaints.join("; "));
      const drawn = (svg) =>
        page.evaluate((text) => {
          const wanted = globalThis.document.createElement("template");
          wanted.innerHTML = text;
          const [shown] = globalThis.document.body.children;
          return shown.isEqualNode(wanted.content.firstElementChild);
        }, svg);
      assert.ok(await drawn(qrSvg(code)), "another symbol is shown");
      assert.ok(!(await drawn(qrSvg(other(code)))), "a planted symbol was not detected");
      assert.deepEqual(complaints, []);
    }));
}

/** Bundles the worker with wrangler, as for a deployment, and runs it in workerd. */
export async function runsAsAWorker(folder) {
  const out = await wranglered(folder, "worker.js");
  const drawn = await requested(out, "worker.js", {}, async (response) => {
    assert.equal(response.headers.get("content-type"), "image/svg+xml");
    return { code: response.headers.get("x-code"), svg: await response.text() };
  });
  await assertDrawn(folder, drawn);
}
