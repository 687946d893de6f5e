// Ours in workerd, which allows neither randomness nor hashing before the first request.
import * as codemint from "./codemint/entry/workerd.js";
import { service } from "./service.mjs";

let handler;

export default {
  async fetch(request) {
    handler ??= await service(codemint);
    return handler(request);
  },
};
