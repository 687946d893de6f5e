/**
 * Drives the journey: plan, look up, settle, make durable, and only then answer.
 *
 * @module
 */

import { type Clock, systemClock, time } from "../clock.js";
import type { Directory } from "../directory.js";
import { type Entropy, Seeds, systemEntropy } from "../entropy.js";
import { CodemintError } from "../errors.js";
import { Keys } from "../keys/keys.js";
import type { KeyRing } from "../keys/ring.js";
import type { Mailer } from "../mail/mailer.js";
import { type MailEvent, Outbox } from "../mail/outbox.js";
import type { Retries } from "../mail/retries.js";
import { plan, reject, routes, settle } from "../module/calls.js";
import type { Needs, Route } from "../module/types.js";
import type { Store } from "../store/store.js";
import type { Admission } from "./admission.js";
import { checkCommit, checkNeeds } from "./check.js";
import type { Asked, Context } from "./context.js";
import { known, problemOf } from "./failure.js";
import { findings, lookUp } from "./findings.js";
import { answered, type Repeat, repeatOf, toBeKept } from "./repeat.js";
import { type Answer, callOf, type IssueRequest } from "./request.js";
import { NOTHING, tenantOf, type TenantRules } from "./tenants.js";
import { writeOf } from "./write.js";

/** What an issuer is put together from. */
export interface IssuerOptions {
  /** Keeps records, mails and the audit trail. */
  readonly store: Store;
  /** Looks subjects up. */
  readonly directory: Directory;
  /** Hashes and seals codes under the current key, and knows those under earlier ones. */
  readonly keys: KeyRing;
  /** The tenants that are served, by name. */
  readonly tenants: Readonly<Record<string, TenantRules>>;
  /** The machine's clock where none is given. */
  readonly clock?: Clock;
  /** The machine's randomness where none is given. */
  readonly entropy?: Entropy;
  /** Sends mail; without one no policy may say that mail is configured. */
  readonly mailer?: Mailer;
  /** When mails are tried again that could not be sent. */
  readonly retries?: Retries;
  /** Hears of everything that happens to a mail. */
  readonly mailReport?: (event: MailEvent) => void;
  /** Asked before anything is looked up for a tenant; without it all requests are let in. */
  readonly admission?: Admission;
}

/** Hands out codes. */
export class Issuer {
  /** How often a request is settled anew when others were faster. */
  static readonly TRIES = 32;

  readonly #options: IssuerOptions;
  readonly #tenants: ReadonlyMap<string, TenantRules>;
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #seeds: Seeds;
  /** Derived when first needed, since the Web Cryptography API derives keys asynchronously. */
  #keys: Promise<Keys> | undefined;
  #routes: readonly Route[] | undefined;

  /** @throws {CodemintError} `configuration` where a policy sends mail and there is no mailer. */
  constructor(options: IssuerOptions) {
    this.#options = options;
    this.#tenants = new Map(Object.entries(options.tenants));
    this.#clock = options.clock ?? systemClock;
    this.#entropy = options.entropy ?? systemEntropy;
    this.#seeds = new Seeds(this.#entropy);
    const sends = [...this.#tenants.values()].some((tenant) =>
      Object.values(tenant.purposes).some((rules) => rules.policy.mailConfigured === true),
    );
    if (sends && options.mailer === undefined) {
      throw new CodemintError("configuration", "a policy sends mail, and there is no mailer");
    }
  }

  /** The routes of all dialects; a route's position is its number. */
  get routes(): readonly Route[] {
    this.#routes ??= routes();
    return this.#routes;
  }

  /** The names of the tenants that are served. */
  get tenants(): readonly string[] {
    return [...this.#tenants.keys()];
  }

  /** The clock that it goes by. */
  get clock(): Clock {
    return this.#clock;
  }

  /** Where it keeps things. */
  get store(): Store {
    return this.#options.store;
  }

  /**
   * Answers a request. When this resolves without a failure, everything that the reply promises is
   * durable; with one, nothing is in force, and the reply says so in the words of the route's
   * dialect. It rejects only where the module has no words for it.
   */
  async answer(request: IssueRequest): Promise<Answer> {
    try {
      return await this.#answer(request);
    } catch (thrown) {
      const error = known(thrown);
      const problem = problemOf(error);
      const reply = reject(request.route, problem);
      const wait = error.code === "limited" && typeof error.cause === "number";
      const failure = { problem, error, ...(wait ? { wait: error.cause as number } : {}) };
      return { reply, ignored: [], issued: 0, mails: 0, failure };
    }
  }

  /**
   * Tries each mail of a tenant once that waits and is due. A host calls it after an answer that
   * ordered mails, and now and then (a timer, a cron trigger, an alarm).
   *
   * @returns how many were dealt with: sent, put off, or dead. See `Outbox.drain`.
   */
  async drainMail(tenant: string): Promise<number> {
    const { mailer, store, retries, mailReport } = this.#options;
    if (mailer === undefined) return 0;
    const outbox = new Outbox({
      store,
      keys: await this.#derived(),
      clock: this.#clock,
      entropy: this.#entropy,
      mailer,
      ...(retries === undefined ? {} : { retries }),
      ...(mailReport === undefined ? {} : { report: mailReport }),
    });
    return outbox.drain(tenant);
  }

  async #derived(): Promise<Keys> {
    const keys = this.#keys ?? Keys.of(this.#options.keys);
    this.#keys = keys;
    try {
      return await keys;
    } catch (thrown) {
      // Another request may have more luck.
      this.#keys = undefined;
      throw thrown;
    }
  }

  async #answer(request: IssueRequest): Promise<Answer> {
    const planned = plan(callOf(request, request.tenant), request.body);
    if (planned.kind === "finished") {
      return { reply: planned.reply, ignored: [], issued: 0, mails: 0 };
    }
    const { needs } = planned;
    checkNeeds(needs);
    const tenant = tenantOf(this.#tenants, request, needs);
    if (tenant === undefined) return this.#asOfNobody(request, needs);
    const repeat = await repeatOf(this.#route(request), request, tenant);
    const { store, directory } = this.#options;
    const context: Context = {
      store,
      directory,
      clock: this.#clock,
      seeds: this.#seeds,
      keys: await this.#derived(),
      tenants: this.#tenants,
    };
    for (let attempt = 0; attempt < Issuer.TRIES; attempt += 1) {
      const before = repeat === undefined ? undefined : await answered(context, repeat);
      if (before !== undefined) {
        return { reply: before, ignored: needs.ignored, issued: 0, mails: 0, tenant };
      }
      if (attempt === 0) await this.#admit(request, tenant, needs);
      const answer = await this.#attempt(context, request, { tenant, needs }, repeat);
      if (answer !== undefined) return answer;
    }
    throw new CodemintError("contended", "others were faster, again and again");
  }

  /** Looks up, settles and writes; nothing where somebody was faster. */
  async #attempt(
    context: Context,
    request: IssueRequest,
    asked: Asked,
    repeat: Repeat | undefined,
  ): Promise<Answer | undefined> {
    const { tenant, needs } = asked;
    const entries = await lookUp(context, asked);
    const found = await findings(context, asked, entries);
    const { reply, commit } = settle(callOf(request, tenant), request.body, found);
    checkCommit(commit, needs, found);
    const write = await writeOf(context, { asked, actor: request.actor, entries, found, commit });
    const kept = repeat && { answer: await toBeKept(context, repeat, reply, found.now) };
    if ((await context.store.apply({ ...write, ...kept })) === "conflict") return undefined;
    const [issued, mails] = [commit.issued.length, commit.mails.length];
    return { reply, ignored: needs.ignored, issued, mails, tenant };
  }

  /**
   * Answers as if none of the subjects were there, so that a stranger does not learn which tenants
   * are. Nothing is written: there is no trail that it could go to.
   */
  async #asOfNobody(request: IssueRequest, needs: Needs): Promise<Answer> {
    await this.#admit(request, needs.tenant ?? "", needs);
    const row = { standing: "unknown", purposeAllowed: false, hasMail: false } as const;
    const { reply } = settle(callOf(request, ""), request.body, {
      now: await time(this.#clock),
      seed: await this.#seeds.seed(),
      policy: needs.purpose === undefined ? undefined : NOTHING,
      rows: needs.subjects.map(() => row),
      matches: needs.given.map(() => undefined),
    });
    return { reply, ignored: needs.ignored, issued: 0, mails: 0 };
  }

  /** @throws {CodemintError} `limited` when it is not let in; its cause is the wait. */
  async #admit(request: IssueRequest, tenant: string, needs: Needs): Promise<void> {
    const codes = Math.max(needs.subjects.length, 1);
    const asking = { route: this.#route(request), tenant, codes };
    const wait = await this.#options.admission?.admit(asking);
    if (wait !== undefined) throw new CodemintError("limited", "too many requests", { cause: wait });
  }

  #route(request: IssueRequest): Route {
    const route = this.routes[request.route];
    if (route !== undefined) return route;
    throw new CodemintError("no-such-route", `there is no route ${request.route}`);
  }
}

