// The tenants, their rules, and the callers that are accepted.

import { knownSecret } from "codemint";

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

const digits = (length, minValidity, maxValidity, usualValidity) => ({
  format: { alphabet: "decimal", length },
  maxTries: 5,
  minValidity,
  maxValidity,
  usualValidity,
  issuingAllowed: true,
});

/** The rules of each tenant, by purpose. */
export function tenants({ BASE_URL: linkBase }) {
  return {
    acme: {
      purposes: {
        enrolment: { policy: { ...digits(9, 600, DAY, 600), linkBase } },
        elevation: {
          policy: {
            ...digits(20, HOUR, 72 * HOUR, HOUR),
            linkBase,
            spans: [{ index: 0, seconds: HOUR }, { index: 1, seconds: 4 * HOUR }],
          },
        },
        activation: {
          policy: {
            ...digits(8, 1, 30 * DAY, 8 * HOUR),
            linkBase,
            maxLive: 100,
            revealable: true,
            showHidden: true,
          },
          removeAfter: 7 * DAY,
        },
      },
    },
  };
}

/** The accepted callers and their credentials. */
export async function site(env) {
  const operator = await knownSecret("operator", env.OPERATOR_KEY);
  return {
    tenants: {
      acme: {
        baseUrl: env.BASE_URL,
        accessKeys: [{ id: "help-desk", publicKey: env.ACCESS_KEY }],
        keys: [await knownSecret("intranet", env.VENDOR_KEY)],
        keyInQuery: false,
        tokens: [operator],
      },
    },
    operators: [{ ...operator, roles: ["issue", "read", "void", "audit"], tenants: ["acme"] }],
  };
}
