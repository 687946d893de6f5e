// Never runs: what a user of the package writes must be what its types allow, and no more.
import { type CodemintError, mint, qrSvg, readEntry } from "codemint";
import wasm from "codemint/codemint.wasm";
import { init } from "codemint/slim";

init(wasm);
const format = { alphabet: "decimal", length: 9 } as const;
const code: string = mint(format);
const picture: string = qrSvg(code, { level: "Q", scale: 4 });
const read = readEntry({ ...format, check: "damm", group: 3 }, code);
export const told: string = read.kind === "code" ? read.code : read.kind;
export const why = (error: CodemintError): string => `${error.code} ${error.path} ${picture}`;

// @ts-expect-error: there is no such alphabet.
mint({ alphabet: "hexadecimal", length: 9 });
// @ts-expect-error: what was typed may be no code.
export const never: string = read.code;
