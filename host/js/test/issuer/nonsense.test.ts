// A hostile module, which gives the inconsistent answers of `tests/vectors/nonsense`.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import {
  CodemintError,
  Issuer,
  KeyRing,
  MemoryStore,
  type Call,
  type Caller,
  type Findings,
  type Needs,
  type Policy,
  type Settlement,
  plan,
  routes,
  settle,
} from "../../src/entry/file.js";
import { checkCommit, checkNeeds, checkRoutes } from "../../src/issuer/check.js";
import { checkReply } from "../../src/issuer/reply.js";
import { type Calls, MODULE } from "../../src/module/calls.js";

interface Story {
  readonly name: string;
  readonly call: object;
  readonly facts: object;
  readonly lie: Readonly<Record<string, unknown>>;
  readonly refused: string;
}

interface Answer {
  readonly needs: Needs;
  readonly reply: Settlement["reply"];
  readonly commit: Settlement["commit"];
}

/** The reader of vectors that all JavaScript hosts share. */
const suites = new URL("../../../../../tests/hosts/suites/", import.meta.url);
const { callOf, findingsOf } = (await import(new URL("call.js", suites).href)) as {
  callOf(given: object, all: unknown): { call: Call; body: Uint8Array };
  findingsOf(given: object): Findings;
};

const vectors = new URL("../../../../../tests/vectors/", import.meta.url);

/** The vectors in a folder, sorted by file name. */
function read(name: string): Story[] {
  const folder = new URL(`${name}/`, vectors);
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      ...(JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Story),
      name: `${name}/${file.replace(".json", "")}`,
    }));
}

const stories: readonly Story[] = read("nonsense");

const ROUTES = routes();

/** The module's own answer to a story's request. */
function honest({ name, call: given, facts }: Story): Answer {
  const { call, body } = callOf(given, ROUTES);
  const planned = plan(call, body);
  if (planned.kind === "finished") return assert.fail(`${name}: the request is finished`);
  return { needs: planned.needs, ...settle(call, body, findingsOf(facts)) };
}

/** The answer with the changes of the story. */
function lieOf(story: Story, truth: Answer): Answer {
  const answer: unknown = structuredClone(truth);
  for (const [place, value] of Object.entries(story.lie)) {
    const steps = stepsOf(place);
    put(answer, steps, made(value, steps, truth));
  }
  return answer as Answer;
}

type Members = Record<string, unknown>;

/** Converts a path with the vectors' member names to the package's. */
function stepsOf(place: string): string[] {
  const steps = place.split(/[.[]/).map((step) => step.replace("]", ""));
  return steps.map((step, at) => {
    if (step === "record") return at === 1 && steps[0] === "needs" ? "record" : "recordId";
    return camel(step);
  });
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function made(value: unknown, steps: readonly string[], truth: Answer): unknown {
  if (steps.at(-2) === "given" && Array.isArray(value)) {
    return { subject: value[0] as number, code: value[1] as string };
  }
  if (typeof value !== "object" || value === null) return value ?? undefined;
  if (Array.isArray(value)) return value.map((one) => made(one, steps, truth));
  const { same_as: same, text, each, times } = value as Members;
  if (typeof same === "string") return structuredClone(get(truth, stepsOf(same)));
  if (typeof text === "string") return text.repeat(Number(times));
  if (each !== undefined) return Array.from({ length: Number(times) }, (_, at) => numbered(each, at));
  const members = Object.entries(value).filter(([, member]) => member !== null);
  const issued = steps.includes("issued") ? { hidden: false, revealable: false, several: false } : {};
  const usual = steps.includes("issued") ? { maxUses: 1, format: truthFormat(truth) } : {};
  const renamed = members.map(([name, member]) => [
    name === "record" ? "recordId" : camel(name),
    member as unknown,
  ]);
  return { ...issued, ...usual, ...(Object.fromEntries(renamed) as object) };
}

/** The format of the issued code, or the number of nine decimal digits. */
const truthFormat = ({ commit }: Answer) => commit.issued[0]?.format ?? 9;

function numbered(value: unknown, at: number): unknown {
  if (typeof value === "string") return value.replace("#", String(at));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, numbered(member, at)]));
}

function get(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce((it, step) => (it as Members)[step], value);
}

function put(value: unknown, steps: readonly string[], planted: unknown): void {
  const [step, ...rest] = steps;
  const members = value as Members;
  const name = step === "+" ? String((value as unknown[]).length) : (step ?? "");
  if (rest.length > 0) return put(members[name], rest, planted);
  if (planted === undefined) delete members[name];
  else members[name] = planted;
}

/** The kind of nonsense that is thrown, or `accepted`. */
function verdict(story: Story, { needs, reply, commit }: Answer): string {
  const { call } = callOf(story.call, ROUTES);
  const route = ROUTES[call.route] ?? assert.fail();
  try {
    checkNeeds(needs, route, call.seesCodes);
    checkReply(reply);
    checkCommit(commit, needs, findingsOf(story.facts), route);
    return "accepted";
  } catch (error) {
    return kindOf(error);
  }
}

function kindOf(error: unknown): string {
  if (!(error instanceof CodemintError) || error.code !== "nonsense") return String(error);
  return /\((.*?)\)/.exec(error.message)?.[1] ?? error.message;
}

test("every inconsistent answer is rejected, and the module's own answer accepted", () => {
  assert.ok(stories.length >= 100, `${stories.length} stories`);
  for (const story of stories) {
    const truth = honest(story);
    assert.equal(verdict(story, truth), "accepted", `${story.name}: the module's answer`);
    assert.equal(verdict(story, lieOf(story, truth)), story.refused, story.name);
  }
});

test("no answer of the real module is rejected", () => {
  const folders = readdirSync(vectors, { withFileTypes: true }).filter((it) => it.isDirectory());
  const dialects = folders.map(({ name }) => name).filter((name) => name !== "nonsense");
  const settled = dialects.flatMap(read).filter(({ facts }) => facts !== undefined);
  assert.ok(settled.length > 500, `${settled.length} vectors`);
  for (const vector of settled) {
    assert.equal(verdict(vector, honest(vector)), "accepted", vector.name);
  }
});

test("positions, versions and times must be whole numbers", () => {
  const story = stories.find(({ name }) => name.endsWith("code-of-no-subject")) ?? assert.fail();
  const truth = honest(story);
  for (const place of ["commit.issued[0].subject", "commit.issued[0].not_before", "commit.audit[0].subject"]) {
    for (const value of ["0", 0.5, Number.NaN, -1, 2 ** 53, {}, true]) {
      const lie = lieOf({ ...story, lie: {} }, truth);
      put(lie, stepsOf(place), value);
      assert.notEqual(verdict(story, lie), "accepted", `${place} is ${String(value)}`);
    }
  }
});

test("a route with effects beyond its authentication is rejected", () => {
  checkRoutes(ROUTES);
  const place = ROUTES.findIndex(({ authentication: [scheme] }) => scheme?.scheme === "public");
  const open = ROUTES[place] ?? assert.fail();
  assert.throws(() => checkRoutes([{ ...open, effects: ["issue"] }]), { code: "nonsense" });
  assert.throws(() => checkRoutes([{ ...open, authentication: [], effects: ["check"] }]), {
    code: "nonsense",
  });
});

/** A module that returns a planted answer, and counts how often it is discarded. */
class Hostile implements Calls {
  readonly routes = MODULE.routes;
  readonly reject = MODULE.reject;
  answer: Answer | undefined;
  discarded = 0;

  readonly plan: Calls["plan"] = (call, body) =>
    this.answer === undefined
      ? MODULE.plan(call, body)
      : { kind: "needs", needs: this.answer.needs };

  readonly settle: Calls["settle"] = (call, body, found) =>
    this.answer ?? MODULE.settle(call, body, found);

  readonly discard = (): void => {
    this.discarded += 1;
  };
}

/** An issuer with one tenant and a hostile module. */
function fixture() {
  const issuing = stories.find(({ refused }) => refused === "position") ?? assert.fail();
  const { now, policy } = findingsOf(issuing.facts);
  const rules = { policy: { ...(policy as Policy), mailConfigured: false } };
  const [store, module] = [new MemoryStore(), new Hostile()];
  const row = { standing: "active", purposeAllowed: true, hasMail: true } as const;
  const options = {
    store,
    directory: { lookUp: async (_: string, __: string, all: readonly string[]) => all.map(() => ({ row })) },
    keys: KeyRing.fromText("0123456789abcdef".repeat(4)),
    clock: { now: async () => now },
    tenants: {
      demo: {
        purposes: { enrolment: rules, "password-reset": rules, elevation: rules, activation: rules },
      },
    },
  };
  return { issuer: new Issuer(options, module), store, module };
}

test("nothing of an inconsistent answer is written, and the instance is discarded", async () => {
  const { issuer, store, module } = fixture();
  const untouched = async () =>
    (await store.latest()) === undefined &&
    (await store.auditTrail("demo", { after: 0, limit: 1 })).length === 0;
  // The stories that do not depend on findings: the store is empty.
  const independent = ["effect", "position", "text", "status"];
  const usable = stories.filter(({ refused }) => independent.includes(refused));
  for (const story of usable) {
    module.answer = lieOf(story, honest(story));
    const discarded = module.discarded;
    const answer = await issuer.answer(requestOf(story));
    assert.equal(answer.failure?.error.code, "nonsense", story.name);
    assert.equal(answer.reply.status, 500, story.name);
    const { route } = requestOf(story);
    assert.deepEqual(answer.reply, MODULE.reject(route, "internal"), story.name);
    assert.equal(module.discarded, discarded + 1, story.name);
    assert.ok(await untouched(), `${story.name}: something was written`);
  }
  assert.ok(usable.length >= 40, `only ${usable.length}`);
  // The control: the module's own answer is written.
  const story = stories.find(({ name }) => name.endsWith("code-too-short")) ?? assert.fail();
  module.answer = honest(story);
  assert.equal((await issuer.answer(requestOf(story))).reply.status, 200);
  assert.ok(!(await untouched()));
});

function requestOf(story: Story) {
  const { call, body } = callOf(story.call, ROUTES);
  const route = ROUTES[call.route] ?? assert.fail();
  const [scheme] = route.authentication;
  const roles = call.seesCodes ? (["issue", "read", "void", "audit"] as const) : (["read", "void", "audit"] as const);
  const operator: Caller = { kind: "operator", name: "b", tenants: ["demo"], roles };
  const tenant: Caller = { kind: "tenant", tenant: "demo", name: "b" };
  const callers: Partial<Record<string, Caller>> = { operator, public: { kind: "public" } };
  const caller = callers[scheme?.scheme ?? ""] ?? tenant;
  return { route: call.route, caller, path: call.path ?? [], query: call.query ?? "", body };
}
