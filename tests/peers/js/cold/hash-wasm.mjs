// The first hash. Its module of a few kilobytes is embedded as text in its JavaScript.
const begun = performance.now();
const { sha256 } = await import("hash-wasm");
const hash = await sha256("abc");
const taken = performance.now() - begun;
console.log(JSON.stringify({ taken, good: hash.startsWith("ba7816bf8f01cfea") }));
