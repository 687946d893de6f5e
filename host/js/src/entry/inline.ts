/**
 * The entry point for browsers and any other platform: the module is embedded as text, so that
 * neither a bundler nor a server needs to handle it.
 *
 * @module
 */

import { base64 } from "../gen/inline.js";
import { provide } from "../module/instance.js";

provide(() => {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return new WebAssembly.Module(bytes);
});

export * from "../index.js";
