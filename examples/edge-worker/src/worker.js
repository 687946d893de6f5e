// A Worker that serves every dialect, with a Durable Object as its store.

import { DurableObject } from "cloudflare:workers";

import { createHandler, durableObjectStore, Issuer, KeyRing, SqlDirectory } from "codemint";

import { site, tenants } from "./site.js";

/** The interval at which expired values are removed, in milliseconds. */
const UPKEEP = 60 * 60 * 1000;

/** Codes, records and the audit trail, with the issuer that serves them. */
export class Codes extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.store = durableObjectStore(ctx.storage);
    this.directory = new SqlDirectory(this.store);
    const keys = KeyRing.fromText(env.CODEMINT_KEYS);
    this.issuer = new Issuer({ store: this.store, directory: this.directory, keys, tenants: tenants(env) });
    this.handler = site(env).then((served) => createHandler(this.issuer, served, { report }));
  }

  async fetch(request) {
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + UPKEEP);
    }
    const handler = await this.handler;
    return handler(request, { waitUntil: (work) => this.ctx.waitUntil(work) });
  }

  /** Imports subjects: to be called by a job of yours that reads your directory. */
  async putSubjects(tenant, subjects) {
    await this.directory.put(tenant, subjects);
  }

  /** Imports the rules of elevation: who may raise privileges on which computers. */
  async putRules(tenant, rules) {
    await this.directory.putRules(tenant, rules);
  }

  async alarm() {
    while ((await this.store.removeExpired(Math.floor(Date.now() / 1000), 1000)) === 1000);
    await this.ctx.storage.setAlarm(Date.now() + UPKEEP);
  }
}

/** The log: never a code, a key or a token. */
function report({ kind, error, ...more }) {
  if (kind === "failed") console.error(kind, more, error);
  else if (kind !== "answered") console.warn(kind, more);
}

export default {
  fetch(request, env) {
    return env.CODES.get(env.CODES.idFromName("codes")).fetch(request);
  },
};
