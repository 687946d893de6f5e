// Runs in Node: the module is compiled from the package's file.
import { readFileSync } from "node:fs";
import { init } from "codemint/slim";
import { drawn } from "./slim.js";

const file = new URL(import.meta.resolve("codemint/codemint.wasm"));
const give = () => init(new WebAssembly.Module(readFileSync(file)));
console.log(JSON.stringify(await drawn(give)));
