// Embeds Codemint in a Node program: every dialect over HTTP, all data in one SQLite file.
//
//   CODEMINT_KEYS=codes.key CODEMINT_OPERATOR_KEY=… node server.mjs
//   curl -X POST http://127.0.0.1:8080/v1/codes -H "Authorization: Bearer …" \
//     -H 'Content-Type: application/json' -d '{"tenant":"acme","subjects":[{"id":"alice@example.com"}]}'

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";

import {
  createHandler,
  Issuer,
  KeyRing,
  knownSecret,
  nodeSqliteStore,
  SqlDirectory,
} from "codemint";
import { nodeListener } from "codemint/node";

const {
  CODEMINT_DATABASE = "codes.sqlite",
  CODEMINT_KEYS = "codes.key",
  CODEMINT_OPERATOR_KEY = "",
  PORT = "8080",
} = process.env;
if (CODEMINT_OPERATOR_KEY === "") throw new Error("CODEMINT_OPERATOR_KEY must be the key of the operator");

const store = nodeSqliteStore(new DatabaseSync(CODEMINT_DATABASE));
const directory = new SqlDirectory(store);
await directory.put("acme", [
  { subject: "alice@example.com", standing: "active", purposes: ["enrolment"] },
]);

const issuer = new Issuer({
  store,
  directory,
  // 64 hexadecimal digits, for example from `openssl rand -hex 32`: without this key, stored codes
  // cannot be checked. Keep a copy apart from the database.
  keys: KeyRing.fromText(readFileSync(CODEMINT_KEYS, "utf8")),
  tenants: {
    acme: {
      purposes: {
        enrolment: {
          policy: {
            format: { alphabet: "decimal", length: 9 },
            maxTries: 5,
            minValidity: 600,
            maxValidity: 86_400,
            usualValidity: 600,
            issuingAllowed: true,
            linkBase: "https://codes.example.com",
          },
        },
      },
    },
  },
});

const operator = await knownSecret("help desk", CODEMINT_OPERATOR_KEY);
const handler = createHandler(
  issuer,
  {
    tenants: { acme: { baseUrl: "https://codes.example.com" } },
    operators: [{ ...operator, roles: ["issue", "read", "void", "audit"], tenants: ["acme"] }],
  },
  { report: ({ kind, ...more }) => console.error(kind, JSON.stringify(more)) },
);

const server = createServer(nodeListener(handler));
server.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
process.once("SIGTERM", () => server.close());
