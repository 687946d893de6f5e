// Runs in workerd: every vector through the package, which the vectors are sent to.
import * as codemint from "codemint";
import { conformance } from "./vectors.js";

export default {
  async fetch(request) {
    const { data, flip } = await request.json();
    return Response.json(await conformance(codemint, data, flip));
  },
};
