// Runs in browsers: every vector through the package, by its name.
import * as codemint from "codemint";
import { conformance } from "./vectors.js";

/** Answers as the other guests do; the browser's driver calls it. */
globalThis.answer = async (flip) => {
  const data = await (await fetch("/vectors.json")).json();
  const answer = await conformance(codemint, data, flip);
  return { entry: import.meta.resolve("codemint"), ...answer };
};
