// Ours in workerd. Nothing may be drawn or hashed before a request is there.
import * as codemint from "./codemint/entry/workerd.js";
import { service } from "./service.mjs";

let handler;

export default {
  async fetch(request) {
    handler ??= await service(codemint);
    return handler(request);
  },
};
