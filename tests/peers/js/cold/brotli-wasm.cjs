// The first compression. Its module is a file of one megabyte with wasm-bindgen's glue, like ours.
const begun = performance.now();
const brotli = require("brotli-wasm");
const compressed = brotli.compress(Buffer.from("abc"));
const taken = performance.now() - begun;
const text = Buffer.from(brotli.decompress(compressed)).toString();
console.log(JSON.stringify({ taken, good: text === "abc" }));
