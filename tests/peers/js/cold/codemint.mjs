// The first code, with the import of the package.
const begun = performance.now();
const { mint } = await import("codemint");
const code = mint({ alphabet: "decimal", length: 9 });
const taken = performance.now() - begun;
console.log(JSON.stringify({ taken, good: /^\d{9}$/u.test(code) }));
