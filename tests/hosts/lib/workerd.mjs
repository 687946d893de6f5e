/**
 * workerd, driven by miniflare.
 *
 * @module
 */

import { tool } from "./tools.mjs";

/**
 * Starts a worker of a bundle and the modules beside it, puts one request to it, and ends it.
 *
 * @returns what `read` makes of the response.
 */
export async function asked(script, request, read) {
  const { Miniflare, Log, LogLevel } = await tool("miniflare");
  const worker = new Miniflare({
    log: new Log(LogLevel.ERROR),
    cf: false,
    modules: true,
    scriptPath: script,
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
    compatibilityDate: "2026-01-01",
  });
  try {
    return await read(await worker.dispatchFetch("http://localhost/", request));
  } finally {
    await worker.dispose();
  }
}
