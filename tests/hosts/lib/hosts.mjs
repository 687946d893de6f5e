/**
 * The nine hosts: how each is run, and which of the package's entries it must load.
 *
 * @module
 */

import { inChromium, inFirefox } from "../runners/browsers.mjs";
import { inBun, inDeno, inNode20, inNode24 } from "../runners/processes.mjs";
import { ofRust } from "../runners/rust.mjs";
import { inWorkerd } from "../runners/workerd.mjs";

const FILE = "dist/entry/file.js";
const INLINE = "dist/entry/inline.js";

/** The suites that need the SDK, not only the core. */
const KEYS = ["offline/derive", "at-rest", "audit"];

/** The hosts in the order of the table. A version is checked where the row's name has one. */
export const hosts = [
  { name: "native", run: ofRust("native"), without: KEYS },
  { name: "wasmtime", run: ofRust("wasmtime") },
  { name: "Node 20", run: inNode20, entry: FILE, version: /^20\./u },
  { name: "Node 24", run: inNode24, entry: FILE, version: /^24\./u },
  { name: "Deno", run: inDeno, entry: FILE },
  { name: "Bun", run: inBun, entry: FILE },
  { name: "workerd", run: inWorkerd, entry: "dist/entry/workerd.js" },
  { name: "Chromium", run: inChromium, entry: INLINE },
  { name: "Firefox", run: inFirefox, entry: INLINE },
];
