/**
 * The issuer: plans, looks up, settles, writes durably, and only then answers.
 *
 * @module
 */

import { type Clock, type ClockEvent, SteadyClock, systemClock } from "../clock.js";
import type { Deadline } from "../deadline.js";
import type { Directory } from "../directory.js";
import { type Entropy, Seeds, systemEntropy } from "../entropy.js";
import { CodemintError } from "../errors.js";
import { Keys } from "../keys/keys.js";
import type { KeyRing } from "../keys/ring.js";
import type { Mailer } from "../mail/mailer.js";
import { type MailEvent, Outbox } from "../mail/outbox.js";
import type { Retries } from "../mail/retries.js";
import { type Calls, MODULE } from "../module/calls.js";
import type { Findings, Needs, Planned, Route, Settlement } from "../module/types.js";
import { quietly } from "../quietly.js";
import type { Applied, Store, Write } from "../store/store.js";
import type { Admission } from "./admission.js";
import { addressed, tenantOf, tenantOfAddress, unknownTenant } from "./addressing.js";
import { type Caller, checkRoute, nameOf } from "./caller.js";
import { checkCommit, checkNeeds, checkRoutes } from "./check.js";
import type { Asked, Context } from "./context.js";
import { problemOf, toError } from "./failure.js";
import { findings, lookUp } from "./findings.js";
import { answerToKeep, earlierReply, type Repeat, repeatOf } from "./repeat.js";
import { type Answer, callOf, type IssueRequest } from "./request.js";
import { checkRejection, checkReply } from "./reply.js";
import type { TenantRules } from "./tenants.js";
import { Ticks } from "./ticks.js";
import { writeOf } from "./write.js";

/** The parts of an issuer. */
export interface IssuerOptions {
  /** Stores records, mails and the audit trail. */
  readonly store: Store;
  /** Looks subjects up. */
  readonly directory: Directory;
  /** The keys for hashing and encrypting codes: the current one, and earlier ones. */
  readonly keys: KeyRing;
  /** The tenants that are served, by ID. */
  readonly tenants: Readonly<Record<string, TenantRules>>;
  /** The clock; the system's if not given. */
  readonly clock?: Clock;
  /** The source of randomness; the platform's if not given. */
  readonly entropy?: Entropy;
  /** Sends mail. Required if a policy has `mailConfigured`. */
  readonly mailer?: Mailer;
  /** When further attempts at a mail are made. */
  readonly retries?: Retries;
  /** Called with every event of a mail. What it throws is ignored. */
  readonly mailReport?: (event: MailEvent) => void;
  /** Called when the wall clock jumps ahead, and when it is trusted again. */
  readonly clockReport?: (event: ClockEvent) => void;
  /** Limits requests, before anything is looked up for a tenant. Without it all are admitted. */
  readonly admission?: Admission;
}

/**
 * The ID that replaces that of any tenant that does not exist. No tenant has it, so that it has no
 * policies, no codes, and no caller that could read its audit trail.
 */
const UNKNOWN = "";

/**
 * Issues codes. Create one and keep it: it remembers readings of the clock and random draws, in
 * order to check them.
 */
export class Issuer {
  /** How often a request is settled again after a conflicting write. */
  static readonly ATTEMPTS = 32;

  readonly #options: IssuerOptions;
  readonly #module: Calls;
  readonly #tenants: ReadonlyMap<string, TenantRules>;
  readonly #clock: SteadyClock;
  readonly #entropy: Entropy;
  readonly #seeds: Seeds;
  readonly #ticks = new Ticks();
  /** Derived when first needed, since the Web Cryptography API derives keys asynchronously. */
  #keys: Promise<Keys> | undefined;
  #routes: readonly Route[] | undefined;

  /**
   * @param module replaces this package's module, for tests.
   * @throws {CodemintError} `configuration` if a tenant's ID is empty, or a policy sends mail and
   * there is no mailer.
   */
  constructor(options: IssuerOptions, module: Calls = MODULE) {
    this.#options = options;
    this.#module = module;
    this.#tenants = new Map(Object.entries(options.tenants));
    const { clockReport } = options;
    this.#clock = new SteadyClock(options.clock ?? systemClock, (event) => {
      quietly(() => clockReport?.(event));
    });
    this.#entropy = options.entropy ?? systemEntropy;
    this.#seeds = Seeds.of(this.#entropy);
    if (this.#tenants.has(UNKNOWN)) {
      throw new CodemintError("configuration", "the ID of a tenant is empty", { path: "tenants" });
    }
    const sends = [...this.#tenants.values()].some((tenant) =>
      Object.values(tenant.purposes).some((rules) => rules.policy.mailConfigured === true),
    );
    if (sends && options.mailer === undefined) {
      throw new CodemintError("configuration", "a policy sends mail, but there is no mailer");
    }
  }

  /** The routes of all dialects; a route's index is its number. */
  get routes(): readonly Route[] {
    this.#routes ??= this.#checked(() => {
      const all = this.#module.routes();
      checkRoutes(all);
      return all;
    });
    return this.#routes;
  }

  /** The IDs of the tenants that are served. */
  get tenants(): readonly string[] {
    return [...this.#tenants.keys()];
  }

  /** The clock in use: the given one, without jumps that have not lasted. */
  get clock(): Clock {
    return this.#clock;
  }

  /** The store. */
  get store(): Store {
    return this.#options.store;
  }

  /**
   * Resolves if requests can be answered at present: the store can be read and written, and the
   * wall clock has not jumped.
   *
   * @throws {CodemintError} `clock`, or what the store throws.
   */
  async ready(): Promise<void> {
    await this.#clock.now();
    if (!this.#clock.isSteady) throw new CodemintError("clock", "the wall clock has jumped ahead");
    await this.store.ready();
  }

  /**
   * Answers a request. If the answer has no failure, everything that the reply promises is durable;
   * otherwise nothing was written, and the reply reports the problem in the route's dialect. Only
   * the failure `store-unknown` leaves open whether the write was committed: the caller finds out
   * by repeating the request with the same idempotency key ({@link IssueRequest.repeat}). The
   * promise rejects only if the module cannot express the problem.
   *
   * @param deadline after which no write is started. A write that has been started is awaited.
   */
  async answer(request: IssueRequest, deadline?: Deadline): Promise<Answer> {
    try {
      return await this.#answer(request, deadline);
    } catch (thrown) {
      const error = toError(thrown);
      const problem = problemOf(error);
      const reply = this.#checked(() => {
        const rejection = this.#module.reject(request.route, problem);
        checkRejection(rejection, problem);
        return rejection;
      });
      const wait = error.code === "limited" && typeof error.cause === "number";
      const failure = { problem, error, ...(wait ? { wait: error.cause as number } : {}) };
      return { reply, ignored: [], issued: 0, mails: 0, failure };
    }
  }

  /**
   * Makes one attempt at each mail of a tenant that is due. A host calls it after an answer that
   * ordered mails, and periodically (by a timer, a cron trigger or an alarm).
   *
   * @returns how many mails were handled: sent, rescheduled or dead. See `Outbox.drain`.
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
      // It may succeed for another request.
      this.#keys = undefined;
      throw thrown;
    }
  }

  async #answer(request: IssueRequest, deadline: Deadline | undefined): Promise<Answer> {
    const route = this.#route(request);
    checkRoute(request.caller, route);
    const address = addressed(request, route);
    const planned = this.#plan(request, route);
    if (planned.kind === "finished") {
      return { reply: planned.reply, ignored: [], issued: 0, mails: 0 };
    }
    const { needs } = planned;
    const requested = tenantOf(request, address, needs);
    const tenant = this.#served(request.caller, requested);
    return this.#carryOut(request, route, { tenant, needs }, requested, deadline);
  }

  /**
   * The tenant whose policies, subjects and codes decide a request for the tenant `requested`.
   *
   * A public caller must not learn which tenants exist, neither from the answer nor from its
   * timing. A request for a tenant that does not exist is therefore processed like any other: the
   * same look-ups, comparisons and calls of the module, and one durable write of an audit entry,
   * all for {@link UNKNOWN}.
   *
   * @throws {CodemintError} `unknown-tenant` if the tenant does not exist and the caller is not
   * public: it may act for that tenant, so that there is nothing to hide from it.
   */
  #served(caller: Caller, requested: string): string {
    if (this.#tenants.has(requested)) return requested;
    if (caller.kind === "public") return UNKNOWN;
    throw unknownTenant();
  }

  /** Decides and writes, again after each conflicting write. */
  async #carryOut(
    request: IssueRequest,
    route: Route,
    asked: Asked,
    requested: string,
    deadline: Deadline | undefined,
  ): Promise<Answer> {
    const { tenant, needs } = asked;
    const context = await inTime(deadline, this.#context());
    const repeat = await repeatOf(route, request, tenant);
    for (let attempt = 0; attempt < Issuer.ATTEMPTS; attempt += 1) {
      const before = repeat && (await inTime(deadline, earlierReply(context, repeat)));
      if (before !== undefined) {
        return { reply: before, ignored: needs.ignored, issued: 0, mails: 0, tenant };
      }
      if (attempt === 0) await inTime(deadline, this.#admit(route, requested, needs));
      const decided = this.#decide(context, request, route, asked, repeat);
      const { write, answer } = await inTime(deadline, decided);
      // From here on only the store's answer says whether the request was carried out.
      if ((await applied(context.store, write)) === "done") return answer;
    }
    throw new CodemintError("contended", "too many conflicting writes");
  }

  async #context(): Promise<Context> {
    const { store, directory } = this.#options;
    return {
      store,
      directory,
      clock: this.#clock,
      ticks: this.#ticks,
      seeds: this.#seeds,
      keys: await this.#derived(),
      tenants: this.#tenants,
    };
  }

  /** Looks up and settles. Returns the write, and the answer to send once it is durable. */
  async #decide(
    context: Context,
    request: IssueRequest,
    route: Route,
    asked: Asked,
    repeat: Repeat | undefined,
  ): Promise<{ write: Write; answer: Answer }> {
    const { tenant, needs } = asked;
    const entries = await lookUp(context, asked);
    const found = await findings(context, asked, entries);
    const { reply, commit } = this.#settle(request, route, asked, found);
    const actor = nameOf(request.caller);
    const anonymous = request.caller.kind === "public";
    const decided = { asked, actor, anonymous, entries, found, commit };
    const write = await writeOf(context, decided);
    const kept = repeat && { answer: await answerToKeep(context, repeat, reply, found.now) };
    const [issued, mails] = [commit.issued.length, commit.mails.length];
    const answer = { reply, ignored: needs.ignored, issued, mails, tenant };
    return { write: { ...write, ...kept }, answer };
  }

  /** The first call, checked. */
  #plan(request: IssueRequest, route: Route): Planned {
    const call = callOf(request, route, tenantOfAddress(request));
    return this.#checked(() => {
      const planned = this.#module.plan(call, request.body);
      if (planned.kind === "finished") checkReply(planned.reply);
      else checkNeeds(planned.needs, route, call.seesCodes);
      return planned;
    });
  }

  /** The second call, checked against needs and findings. */
  #settle(
    request: IssueRequest,
    route: Route,
    { tenant, needs }: Asked,
    found: Findings,
  ): Settlement {
    const call = callOf(request, route, tenant);
    return this.#checked(() => {
      const settlement = this.#module.settle(call, request.body, found);
      checkReply(settlement.reply);
      checkCommit(settlement.commit, needs, found, route);
      return settlement;
    });
  }

  /** Discards the module's instance if its answer is inconsistent. */
  #checked<T>(answer: () => T): T {
    try {
      return answer();
    } catch (thrown) {
      if (thrown instanceof CodemintError && thrown.code === "nonsense") this.#module.discard();
      throw thrown;
    }
  }

  /** @throws {CodemintError} `limited` if the request is not admitted; the cause is the wait. */
  async #admit(route: Route, tenant: string, needs: Needs): Promise<void> {
    const codes = Math.max(needs.subjects.length, 1);
    const wait = await this.#options.admission?.admit({ route, tenant, codes });
    if (wait !== undefined) throw new CodemintError("limited", "too many requests", { cause: wait });
  }

  #route(request: IssueRequest): Route {
    const route = this.routes[request.route];
    if (route !== undefined) return route;
    throw new CodemintError("no-such-route", `there is no route ${request.route}`);
  }
}

/** Resolves to the result of work that changes nothing, unless the deadline passes first. */
function inTime<T>(deadline: Deadline | undefined, work: Promise<T>): Promise<T> {
  return deadline === undefined ? work : deadline.before(work);
}

/**
 * Applies a write.
 *
 * @throws {CodemintError} the store's error; `store-unknown` for anything else that is thrown,
 * since that does not say whether the write was committed.
 */
async function applied(store: Store, write: Write): Promise<Applied> {
  try {
    return await store.apply(write);
  } catch (cause) {
    if (cause instanceof CodemintError) throw cause;
    const message = "the store did not report the result of a write";
    throw new CodemintError("store-unknown", message, { cause });
  }
}
