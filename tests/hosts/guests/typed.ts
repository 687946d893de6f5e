// Never runs: the package's types must accept what users write, and no more.
import { type CodemintError, mint, qrSvg, readEntry } from "codemint";
import wasm from "codemint/codemint.wasm";
import { init } from "codemint/slim";

init(wasm);
const format = { alphabet: "decimal", length: 9 } as const;
const code: string = mint(format);
const picture: string = qrSvg(code, { level: "Q", scale: 4 });
const read = readEntry({ ...format, check: "damm", group: 3 }, code);
export const shown: string = read.kind === "code" ? read.code : read.kind;
export const why = (error: CodemintError): string => `${error.code} ${error.path} ${picture}`;

// @ts-expect-error: there is no such alphabet.
mint({ alphabet: "hexadecimal", length: 9 });
// @ts-expect-error: the typed text may not be a code.
export const never: string = read.code;
