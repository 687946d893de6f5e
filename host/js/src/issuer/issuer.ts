/**
 * Drives the journey: plan, look up, settle, make durable, and only then answer.
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
import { addressed, type Caller, checkRoute, nameOf, tenantOf, tenantOfAddress, unknown } from "./caller.js";
import { checkCommit, checkNeeds, checkRoutes } from "./check.js";
import type { Asked, Context } from "./context.js";
import { known, problemOf } from "./failure.js";
import { findings, lookUp } from "./findings.js";
import { answered, type Repeat, repeatOf, toBeKept } from "./repeat.js";
import { type Answer, callOf, type IssueRequest } from "./request.js";
import { checkRejection, checkReply } from "./reply.js";
import type { TenantRules } from "./tenants.js";
import { Ticks } from "./ticks.js";
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
  /** Is called with everything that happens to a mail. What it throws is ignored. */
  readonly mailReport?: (event: MailEvent) => void;
  /** Is called when the wall clock jumps ahead, and when it is believed again. */
  readonly clockReport?: (event: ClockEvent) => void;
  /** Asked before anything is looked up for a tenant; without it all requests are let in. */
  readonly admission?: Admission;
}

/**
 * Stands for every tenant that does not exist. No tenant has this name, so that it has no policies,
 * no codes, and no caller who could read its part of the audit trail.
 */
const UNKNOWN = "";

/** Hands out codes. Make one and keep it: it remembers clock and randomness to check them. */
export class Issuer {
  /** How often a request is settled anew when another write came first. */
  static readonly TRIES = 32;

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
   * @param module is asked instead of this package's module: for tests.
   * @throws {CodemintError} `configuration` where a tenant has no name, or a policy sends mail and
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
      throw new CodemintError("configuration", "a tenant needs a name", { path: "tenants" });
    }
    const sends = [...this.#tenants.values()].some((tenant) =>
      Object.values(tenant.purposes).some((rules) => rules.policy.mailConfigured === true),
    );
    if (sends && options.mailer === undefined) {
      throw new CodemintError("configuration", "a policy sends mail, and there is no mailer");
    }
  }

  /** The routes of all dialects; a route's position is its number. */
  get routes(): readonly Route[] {
    this.#routes ??= this.#checked(() => {
      const all = this.#module.routes();
      checkRoutes(all);
      return all;
    });
    return this.#routes;
  }

  /** The names of the tenants that are served. */
  get tenants(): readonly string[] {
    return [...this.#tenants.keys()];
  }

  /** The clock that it goes by: the given one, without jumps that have not lasted. */
  get clock(): Clock {
    return this.#clock;
  }

  /** Where it keeps things. */
  get store(): Store {
    return this.#options.store;
  }

  /**
   * Resolves where requests can be answered just now: the store can be read and written, and the
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
   * Answers a request. When this resolves without a failure, everything that the reply promises is
   * durable; with one, nothing is in force, and the reply says so in the words of the route's
   * dialect. Only the failure `store-unknown` leaves open whether the write is in force: the caller
   * finds out by the same request under the same name ({@link IssueRequest.repeat}). It rejects only
   * where the module has no words for it.
   *
   * @param deadline after which nothing is written any more. A write that has begun is waited for.
   */
  async answer(request: IssueRequest, deadline?: Deadline): Promise<Answer> {
    try {
      return await this.#answer(request, deadline);
    } catch (thrown) {
      const error = known(thrown);
      const problem = problemOf(error);
      const reply = this.#checked(() => {
        const words = this.#module.reject(request.route, problem);
        checkRejection(words, problem);
        return words;
      });
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

  async #answer(request: IssueRequest, deadline: Deadline | undefined): Promise<Answer> {
    const route = this.#route(request);
    checkRoute(request.caller, route);
    const address = addressed(request, route);
    const planned = this.#plan(request, route);
    if (planned.kind === "finished") {
      return { reply: planned.reply, ignored: [], issued: 0, mails: 0 };
    }
    const { needs } = planned;
    const named = tenantOf(request, address, needs);
    const tenant = this.#served(request.caller, named);
    return this.#carryOut(request, route, { tenant, needs }, named, deadline);
  }

  /**
   * The tenant whose policies, subjects and codes decide a request for the tenant `named`.
   *
   * A public caller must not learn which tenants exist, neither by the answer nor by its time. A
   * request for one that does not exist therefore takes the same way as any other: the same
   * look-ups, comparisons and calls of the module, and one durable write of an audit entry, all for
   * {@link UNKNOWN}.
   *
   * @throws {CodemintError} `unknown-tenant` where it does not exist and the caller is not public: it
   * may act for that tenant, so that there is nothing to hide from it.
   */
  #served(caller: Caller, named: string): string {
    if (this.#tenants.has(named)) return named;
    if (caller.kind === "public") return UNKNOWN;
    throw unknown();
  }

  /** Decides and writes, anew as long as another write came first. */
  async #carryOut(
    request: IssueRequest,
    route: Route,
    asked: Asked,
    named: string,
    deadline: Deadline | undefined,
  ): Promise<Answer> {
    const { tenant, needs } = asked;
    const context = await inTime(deadline, this.#context());
    const repeat = await repeatOf(route, request, tenant);
    for (let attempt = 0; attempt < Issuer.TRIES; attempt += 1) {
      const before = repeat && (await inTime(deadline, answered(context, repeat)));
      if (before !== undefined) {
        return { reply: before, ignored: needs.ignored, issued: 0, mails: 0, tenant };
      }
      if (attempt === 0) await inTime(deadline, this.#admit(route, named, needs));
      const decided = this.#decide(context, request, route, asked, repeat);
      const { write, answer } = await inTime(deadline, decided);
      // From here on only the store's answer tells what became of the request.
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

  /** Looks up and settles: what is to be written, and the answer once it is. */
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
    const kept = repeat && { answer: await toBeKept(context, repeat, reply, found.now) };
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

  /** The second call, checked against what was asked and found. */
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

  /** Discards the module's instance where its answer makes no sense. */
  #checked<T>(answer: () => T): T {
    try {
      return answer();
    } catch (thrown) {
      if (thrown instanceof CodemintError && thrown.code === "nonsense") this.#module.discard();
      throw thrown;
    }
  }

  /** @throws {CodemintError} `limited` when it is not let in; its cause is the wait. */
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

/** The result of work that changes nothing, unless the deadline passes first. */
function inTime<T>(deadline: Deadline | undefined, work: Promise<T>): Promise<T> {
  return deadline === undefined ? work : deadline.before(work);
}

/**
 * Applies a write.
 *
 * @throws {CodemintError} what the store throws; `store-unknown` for anything else that is thrown,
 * since that does not say whether the write is in force.
 */
async function applied(store: Store, write: Write): Promise<Applied> {
  try {
    return await store.apply(write);
  } catch (cause) {
    if (cause instanceof CodemintError) throw cause;
    throw new CodemintError("store-unknown", "the store did not say what became of a write", { cause });
  }
}
