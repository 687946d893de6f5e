/**
 * The service of the benchmark of requests per second: one tenant, all data in memory, every user known.
 *
 * @module
 */

export const TENANT = "bench";
export const OPERATOR_KEY = "a key that opens nothing but a benchmark";

const purposes = {
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
};

const row = { standing: "active", purposeAllowed: true, hasMail: false };
const directory = { lookUp: async (_tenant, _purpose, subjects) => subjects.map(() => ({ row })) };

/** A handler from the package as its host imports it. */
export async function service({ createHandler, Issuer, KeyRing, knownSecret, MemoryStore }) {
  const root = crypto.getRandomValues(new Uint8Array(32));
  const text = Array.from(root, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const keys = KeyRing.fromText(text);
  const tenants = { [TENANT]: { purposes } };
  const issuer = new Issuer({ store: new MemoryStore(), directory, keys, tenants });
  const operator = await knownSecret("bench", OPERATOR_KEY);
  return createHandler(issuer, {
    tenants: { [TENANT]: { baseUrl: "https://codes.example.com", plainHttp: true } },
    operators: [{ ...operator, roles: ["issue"], tenants: [TENANT] }],
  });
}
