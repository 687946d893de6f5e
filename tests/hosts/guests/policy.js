// Runs in browsers, under a page's policy: one code and its symbol, or the error.
const entry = new URL(import.meta.url).searchParams.get("entry");

globalThis.answer = async () => {
  const { CodemintError, mint, qrSvg } = await import(entry);
  try {
    const code = mint({ alphabet: "decimal", length: 9 });
    return { code, svg: qrSvg(code) };
  } catch (error) {
    return { fault: error instanceof CodemintError ? error.code : String(error),
      message: error.message, cause: String(error.cause) };
  }
};
