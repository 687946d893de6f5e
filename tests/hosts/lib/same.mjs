/**
 * Checks that a host drew what the package draws here.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { exported } from "./stage.mjs";

/** The package, in this process. */
export const packageOf = async (folder) => import(pathToFileURL(exported(folder, "node")));

/** Asserts that `code` has nine digits, and that `svg` is the symbol that the package draws for it. */
export async function assertDrawn(folder, { code, svg }) {
  assert.match(code, /^[0-9]{9}$/u);
  const { qrSvg } = await packageOf(folder);
  assert.equal(svg, qrSvg(code));
  assert.notEqual(svg, qrSvg(other(code)));
}

/** Another code. */
export const other = (code) => code.slice(1) + code.slice(0, 1).replace(/[0-9]/u, (one) => 9 - one);
