// Runs anywhere: the package without the module, before and after it is loaded.
import { CodemintError, mint, qrSvg } from "codemint/slim";

const format = { alphabet: "decimal", length: 9 };

/** The error before the module is loaded, and a code and its symbol after `load` has loaded it. */
export async function drawn(load) {
  let before;
  try {
    before = mint(format);
  } catch (error) {
    before = error instanceof CodemintError ? error.code : String(error);
  }
  await load();
  const code = mint(format);
  return { before, code, svg: qrSvg(code) };
}
