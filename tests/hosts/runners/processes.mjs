/**
 * Hosts that are programs: Node, Deno, Bun.
 *
 * @module
 */

import { node20, node24, program, ran } from "../lib/tools.mjs";

const host = (command, args) => async (folder, flip) => {
  const { stdout } = await ran(command, [...args, "process.mjs", String(flip)], { cwd: folder });
  return JSON.parse(stdout);
};

export const inNode20 = host(node20, []);
export const inNode24 = host(node24, []);
export const inDeno = host(program("deno"), ["run", "--allow-read=."]);
export const inBun = host(program("bun"), []);
