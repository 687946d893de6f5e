/**
 * A file server on the loopback interface, for browsers.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript",
  ".json": "application/json", ".map": "application/json", ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/**
 * Serves a folder while `use` runs with the server's address.
 *
 * @param pages pages that are not files: by path, the text and the policy it is sent with.
 */
export async function serving(folder, pages, use) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    answer(folder, pages, path).then(
      ([headers, body]) => response.writeHead(200, headers).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function answer(folder, pages, path) {
  const page = pages[path];
  if (page !== undefined) {
    const policy = page.policy === undefined ? {} : { "content-security-policy": page.policy };
    return [{ "content-type": TYPES[".html"], ...policy }, page.text];
  }
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  return [{ "content-type": type }, await readFile(join(folder, normalize(path)))];
}

/** Allows only scripts and data from the page's own server; the hash is that of the import map. */
export const POLICY =
  "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval' HASH";

/** A page that runs one module, with an import map if `imports` is given. */
export function page(script, imports, policy) {
  const map = imports === undefined ? "" : JSON.stringify({ imports });
  const head = map === "" ? "" : `<script type="importmap">${map}</script>`;
  const text = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${head}
<body><script type="module" src="${script}"></script>`;
  const hash = `'sha256-${createHash("sha256").update(map).digest("base64")}'`;
  return { text, policy: policy?.replace("HASH", hash) };
}
