/**
 * The package's other entries: `require`, and without the module.
 *
 * @module
 */

import assert from "node:assert/strict";
import { relative } from "node:path";
import { withChromium, withFirefox } from "../lib/browsers.mjs";
import { assertDrawn } from "../lib/same.mjs";
import { page, POLICY, serving } from "../lib/serve.mjs";
import { exported } from "../lib/stage.mjs";
import { node20, node24, ran } from "../lib/tools.mjs";

const output = async (node, script, folder) =>
  JSON.parse((await ran(node, [script], { cwd: folder })).stdout);

export async function isRequired(folder) {
  for (const node of [node20, node24]) {
    const { fault, ...drawn } = await output(node, "commonjs.cjs", folder);
    assert.equal(fault, "argument");
    await assertDrawn(folder, drawn);
  }
}

export async function isSlimInNode(folder) {
  for (const node of [node20, node24]) {
    const { before, ...drawn } = await output(node, "slim-process.mjs", folder);
    assert.equal(before, "not-initialised");
    await assertDrawn(folder, drawn);
  }
}

export async function isSlimInChromium(folder) {
  const at = (file) => `/${relative(folder, file)}`;
  const slim = at(exported(folder, "default", "./slim"));
  const wasm = at(exported(folder, "default", "./codemint.wasm"));
  const pages = { "/": page("/slim-page.js", { "codemint/slim": slim }, POLICY) };
  await serving(folder, pages, (address) =>
    withChromium(async (open) => {
      const { page: shown, complaints } = await open(`${address}/`);
      const answer = await shown.evaluate((from) => globalThis.answer?.(from), wasm);
      assert.ok(answer !== undefined, complaints.join("; "));
      assert.equal(answer.before, "not-initialised");
      await assertDrawn(folder, { code: answer.code, svg: answer.svg });
    }));
}

/** It runs under the documented policy; without `'wasm-unsafe-eval'` it reports that it cannot be loaded. */
export async function needsWasmUnsafeEval(folder) {
  const entry = `/${relative(folder, exported(folder, "default"))}`;
  const script = `/policy.js?entry=${entry}`;
  const pages = {
    "/documented": page(script, undefined, "script-src 'self' 'wasm-unsafe-eval'"),
    "/without": page(script, undefined, "script-src 'self'"),
  };
  const check = (address) => async (open) => {
    const at = async (path) =>
      (await open(`${address}${path}`)).page.evaluate(() => globalThis.answer());
    await assertDrawn(folder, await at("/documented"));
    const { fault, message, cause } = await at("/without");
    assert.equal(fault, "load");
    assert.match(message, /cannot be loaded/u);
    assert.match(cause, /CompileError|Content.Security.Policy/u);
  };
  await serving(folder, pages, (address) => withChromium(check(address)));
  await serving(folder, pages, (address) => withFirefox(check(address)));
}
