// Runs in workerd: every vector of the request, with the bundled package.
import * as codemint from "codemint";
import { runVectors } from "./vectors.js";

export default {
  async fetch(request) {
    const { data, flip } = await request.json();
    return Response.json(await runVectors(codemint, data, flip));
  },
};
