// The demo's tenant, as in the gateway (`host/gateway/src/commands/demo/tenant.rs`).

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { KeyRing, knownSecret, OfflineKey } from "codemint";

import { policyOf } from "./site.mjs";

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

const POLICIES = {
  enrolment: {},
  elevation: { length: 20, min_validity: HOUR, max_validity: 72 * HOUR },
  activation: {
    length: 8,
    min_validity: 1,
    max_validity: 30 * DAY,
    usual_validity: 8 * HOUR,
    max_live: 100,
    revealable: true,
    remove_after: 7 * DAY,
  },
};

/** The demo, set up in `data`, at the addresses of its environment file. */
export async function demoSite(data, environment, plainHttp, smtp) {
  const text = (name) => readFileSync(join(data, name), "utf8").trim();
  const baseUrl = environment.CODEMINT_URL;
  const purposes = Object.entries(POLICIES).map(([purpose, table]) => [
    purpose,
    {
      policy: {
        ...policyOf(table, baseUrl, purpose),
        // Enrolment codes are mailed. The others are valid longer than the standards allow for mail.
        mailConfigured: smtp !== undefined && purpose === "enrolment",
      },
      ...(table.remove_after === undefined ? {} : { removeAfter: table.remove_after }),
    },
  ]);
  const token = await knownSecret("DEV3", text("operator.token"));
  const protectedUrl = environment.DIGITANIUM_URL;
  return {
    data,
    listen: [
      { address: new URL(baseUrl).host },
      ...(protectedUrl?.startsWith("https:")
        ? [{ address: new URL(protectedUrl).host, tls: certificate(data, environment) }]
        : []),
    ],
    keys: KeyRing.fromText(text("codes.key")),
    tenants: {
      demo: {
        purposes: Object.fromEntries(purposes),
        offlineKey: OfflineKey.fromHex(text("offline.key")),
      },
    },
    site: {
      tenants: {
        demo: {
          baseUrl,
          plainHttp,
          accessKeys: [{ id: "demo-operator", publicKey: text("access-key.pub.pem") }],
          keys: [await knownSecret("demo-operator", text("operator.key"))],
          tokens: [token],
        },
      },
      operators: [{ ...token, roles: ["issue", "read", "void", "audit"], tenants: ["demo"] }],
    },
    proxies: [],
    smtp,
  };
}

function certificate(data, environment) {
  const cert = readFileSync(environment.DIGITANIUM_CA);
  return { cert, key: readFileSync(join(data, "demo-tls.key")) };
}
