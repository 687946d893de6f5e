/**
 * For browsers and any other host: the module is in the package's text, so that no bundler and no
 * server needs to know of it.
 *
 * @module
 */

import { base64 } from "../gen/inline.js";
import { provide } from "../module/instance.js";

provide(() => {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  return new WebAssembly.Module(bytes);
});

export * from "../index.js";
