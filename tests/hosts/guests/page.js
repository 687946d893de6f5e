// Runs in browsers: every vector, with the package imported by name.
import * as codemint from "codemint";
import { runVectors } from "./vectors.js";

/** Returns the same as the other guests; the browser's driver calls it. */
globalThis.answer = async (flip) => {
  const data = await (await fetch("/vectors.json")).json();
  const answer = await runVectors(codemint, data, flip);
  return { entry: import.meta.resolve("codemint"), ...answer };
};
