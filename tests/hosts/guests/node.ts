// Never runs: in Node, Node's own types are sufficient.
import { createServer } from "node:http";
import { createHandler, type Issuer } from "codemint";
import { nodeListener } from "codemint/node";

declare const issuer: Issuer;
const handler = createHandler(issuer, { tenants: {} });
export const server = createServer(nodeListener(handler));
export const answer: Response = await handler(new Request("http://localhost/"));
