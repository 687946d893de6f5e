/**
 * Browsers: a page that imports the package by name, from its unbundled files, under the policy that the
 * package is documented to need.
 *
 * @module
 */

import { relative } from "node:path";
import { withChromium, withFirefox } from "../lib/browsers.mjs";
import { page, POLICY, serving } from "../lib/serve.mjs";
import { exported } from "../lib/stage.mjs";

const host = (withBrowser) => async (folder, flip) => {
  const entry = `/${relative(folder, exported(folder, "default"))}`;
  const pages = { "/": page("/page.js", { codemint: entry }, POLICY) };
  return serving(folder, pages, (address) =>
    withBrowser(async (open, version) => {
      const { page: shown, complaints } = await open(`${address}/`);
      const answer = await shown.evaluate(async (number) => {
        if (globalThis.answer === undefined) return undefined;
        return globalThis.answer(number);
      }, flip);
      if (answer === undefined) throw new Error(`the page did not run: ${complaints.join("; ")}`);
      return { version, ...answer };
    }));
};

export const inChromium = host(withChromium);
export const inFirefox = host(withFirefox);
