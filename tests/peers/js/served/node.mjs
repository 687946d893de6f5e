// `node node.mjs ours|bare`: serves with `node:http`, and prints its address.
import { createServer } from "node:http";
import * as codemint from "codemint";
import { nodeListener } from "codemint/node";
import { bare } from "./bare.mjs";
import { service } from "./service.mjs";

const handler = process.argv[2] === "ours" ? await service(codemint) : bare;
const server = createServer(nodeListener(handler));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
