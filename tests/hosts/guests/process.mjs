// Runs in Node, Deno and Bun: every vector, with the installed package; prints one line of JSON.
import { readFileSync } from "node:fs";
import * as codemint from "codemint";
import { runVectors } from "./vectors.js";

const data = JSON.parse(readFileSync(new URL("./vectors.json", import.meta.url), "utf8"));
const { deno, bun, node } = process.versions;
const answer = {
  version: deno ?? bun ?? node,
  entry: import.meta.resolve("codemint"),
  ...(await runVectors(codemint, data, Number(process.argv[2]))),
};
console.log(JSON.stringify(answer));
