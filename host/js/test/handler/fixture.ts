/** A handler with an issuer of one tenant, for one test. */

import {
  createHandler,
  type Handler,
  type HandlerOptions,
  hashPassword,
  Issuer,
  type IssuerOptions,
  KeyRing,
  knownSecret,
  MemoryDirectory,
  MemoryStore,
  RootKey,
  type Site,
} from "../../src/entry/file.js";

const KEY = "0123456789abcdef".repeat(4);
export const ISSUE = "https://codes.example.com/v1/codes";
export const WANTED = '{"tenant":"acme","subjects":[{"id":"alice@example.com"}]}';

export const policy = {
  format: { alphabet: "decimal", length: 9 },
  maxTries: 5,
  minValidity: 600,
  maxValidity: 86_400,
} as const;

export function options(more: Partial<IssuerOptions> = {}): IssuerOptions {
  return {
    store: new MemoryStore(),
    directory: new MemoryDirectory([
      { tenant: "acme", subjects: [{ subject: "alice@example.com", purposes: ["enrolment"] }] },
    ]),
    keys: KeyRing.of(RootKey.fromHex(KEY)),
    tenants: { acme: { purposes: { enrolment: { policy }, elevation: { policy } } } },
    ...more,
  };
}

export async function site(): Promise<Site> {
  const operator = await knownSecret("desk", "secret-of-the-desk");
  const password = await hashPassword("correct horse", 10_000);
  return {
    tenants: {
      acme: { baseUrl: "https://codes.example.com", accounts: [{ name: "ann", password }] },
    },
    operators: [{ ...operator, roles: ["issue"], tenants: ["acme"] }],
  };
}

export function issue(handler: Handler, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = "Bearer secret-of-the-desk";
  const all = { authorization, "content-type": "application/json", ...headers };
  return handler(new Request(ISSUE, { method: "POST", headers: all, body: WANTED }));
}

/** A handler with an issuer with these options. */
export async function handlerFor(
  more: Partial<IssuerOptions> = {},
  handling: HandlerOptions = {},
): Promise<Handler> {
  return createHandler(new Issuer(options(more)), await site(), handling);
}

/** A promise, and the function that fulfils it. */
export function signal(): { readonly come: Promise<void>; readonly give: () => void } {
  let give = () => undefined as void;
  const come = new Promise<void>((resolve) => (give = resolve));
  return { come, give };
}

/** A function that reports its call, and returns a promise that never settles. */
export const never = (called: () => void) => () => {
  called();
  return new Promise<never>(() => undefined);
};

/**
 * Waits for all pending work that needs no timer, including the threads of the Web Cryptography
 * API: to show that something does not happen.
 */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise(setImmediate);
    await crypto.subtle.digest("SHA-256", new Uint8Array(1));
  }
}

/** A counter that can be awaited. */
export class Count {
  #reached = 0;
  readonly #waiting: { readonly wanted: number; readonly give: () => void }[] = [];

  get reached(): number {
    return this.#reached;
  }

  add(): void {
    this.#reached += 1;
    for (const { wanted, give } of this.#waiting) if (wanted <= this.#reached) give();
  }

  async until(wanted: number): Promise<void> {
    const { come, give } = signal();
    if (wanted <= this.#reached) give();
    this.#waiting.push({ wanted, give });
    await come;
  }
}
