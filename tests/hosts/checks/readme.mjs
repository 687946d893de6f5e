/**
 * Runs the READMEs' JavaScript programs unchanged.
 *
 * @module
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { withChromium } from "../lib/browsers.mjs";
import { livesOnce } from "../lib/callers.mjs";
import { durableConfiguration, wranglered } from "../lib/durable.mjs";
import { packageOf } from "../lib/same.mjs";
import { serving } from "../lib/serve.mjs";
import { exported, installed } from "../lib/stage.mjs";
import { node24, ran, root } from "../lib/tools.mjs";
import { running } from "../lib/workerd.mjs";

const key = () => randomBytes(32).toString("hex");

/** The only fenced block of that language in that file that contains `mark`. */
function snippet(file, language, mark) {
  const text = readFileSync(join(root, file), "utf8");
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu)];
  const found = blocks.filter(([, kind, code]) => kind === language && code.includes(mark));
  assert.equal(found.length, 1, `${found.length} snippets with ${mark} in ${file}, expected one`);
  return found[0][2];
}

/** The page: a typed code is grouped, the fault of a wrong one is shown, a symbol is drawn. */
export async function showsInABrowser(folder) {
  const entry = `/${relative(folder, exported(folder, "default"))}`;
  const map = `<script type="importmap">{"imports":{"codemint":"${entry}"}}</script>`;
  const body = "<input><output></output><figure></figure>";
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${map}<body>${body}${snippet("README.md", "html", "readEntry")}`;
  const { qrSvg } = await packageOf(folder);
  await serving(folder, { "/": { text: html } }, (address) =>
    withChromium(async (open) => {
      const { page, complaints } = await open(`${address}/`);
      const typed = async (text) => {
        await page.fill("input", text);
        return page.textContent("output");
      };
      // Damm's own example: 572 has the check digit 4.
      assert.equal(await typed("00 000-572 4"), "000 005 724", complaints.join("; "));
      assert.equal(await typed("000005725"), "check");
      assert.equal(await typed("123"), "length");
      const drawn = await page.evaluate(() => globalThis.document.querySelector("figure svg path")?.getAttribute("d"));
      assert.ok(drawn !== undefined && qrSvg("https://codes.example.com/redeem").includes(drawn));
      assert.deepEqual(complaints, []);
    }));
}

/** The Worker: a code is issued and redeemed in workerd. */
export async function worksInAWorker() {
  const folder = await installed("readme-worker");
  writeFileSync(join(folder, "worker.js"), snippet("host/js/README.md", "js", "cloudflare:workers"));
  const out = await wranglered(folder, "worker.js");
  const operator = key();
  const config = durableConfiguration(out, "worker.js", { CODEMINT_KEYS: key(), OPERATOR_KEY: operator });
  await running(out, config, (url) => livesOnce(url, "acme", "alice@example.com", operator));
}

/** The program for Node: one code is issued. */
export async function runsInNode() {
  const folder = await installed("readme-node");
  rmSync(join(folder, "codes.sqlite"), { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "program.mjs"), snippet("host/js/README.md", "js", "node:sqlite"));
  const { stdout } = await ran(node24, ["program.mjs"], { cwd: folder, env: { CODEMINT_KEYS: key() } });
  assert.match(stdout, /^200 \{"batch":.*"status":"issued".*"code":"[0-9]{9}"/u);
}
