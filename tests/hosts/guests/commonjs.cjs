// Runs in Node: the package with `require`, from CommonJS.
const { mint, qrSvg, CodemintError } = require("codemint");

const code = mint({ alphabet: "decimal", length: 9 });
let fault;
try {
  mint({ alphabet: "decimal", length: 0 });
} catch (error) {
  fault = error instanceof CodemintError ? error.code : String(error);
}
console.log(JSON.stringify({ code, svg: qrSvg(code), fault }));
