// Runs anywhere: the package without the module, before it is given and after.
import { CodemintError, mint, qrSvg } from "codemint/slim";

const format = { alphabet: "decimal", length: 9 };

/** What is said before the module is there, and a code and its symbol once `give` has given it. */
export async function tried(give) {
  let before;
  try {
    before = mint(format);
  } catch (error) {
    before = error instanceof CodemintError ? error.code : String(error);
  }
  await give();
  const code = mint(format);
  return { before, code, svg: qrSvg(code) };
}
