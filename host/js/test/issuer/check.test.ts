import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Commit,
  CodemintError,
  type Findings,
  type Needs,
  plan,
  routes,
  settle,
} from "../../src/entry/file.js";
import { checkCommit, checkNeeds } from "../../src/issuer/check.js";

const NOW = 1_800_000_000;
const id = (number: number) => `01a20433-4a80-72ca-b850-${String(number).padStart(12, "0")}`;
const call = {
  route: routes().findIndex(({ name }) => name === "issue"),
  tenant: "acme",
  actor: "b",
  seesCodes: true,
  path: [],
  query: "",
};
const body = new TextEncoder().encode(
  '{"tenant":"acme","subjects":[{"id":"a@example.com"},{"id":"b@example.com","deliver":"mail"}]}',
);

function asked(): Needs {
  const planned = plan(call, body);
  return planned.kind === "needs" ? planned.needs : assert.fail("it was not understood");
}

function found(): Findings {
  const row = { standing: "active", purposeAllowed: true, hasMail: true } as const;
  const live = (subject: number) => ({
    subject,
    id: id(subject),
    version: 3,
    state: "pending" as const,
    notBefore: 0,
    notAfter: NOW + 9,
    format: 0,
  });
  return {
    now: NOW,
    seed: new Uint8Array(32).fill(7),
    policy: {
      format: { alphabet: "decimal", length: 9 },
      maxTries: 5,
      minValidity: 600,
      maxValidity: 86_400,
      usualValidity: 600,
      issuingAllowed: true,
      mailConfigured: true,
    },
    rows: [row, row],
    live: [live(0), live(1)],
  };
}

/** What the check says of a good commit that was changed like this. */
function verdict(change: (commit: Commit) => void): string {
  const { commit } = settle(call, body, found());
  assert.equal(commit.issued.length, 2, JSON.stringify(commit.audit));
  change(commit);
  try {
    checkCommit(commit, asked(), found());
    return "good";
  } catch (error) {
    return error instanceof CodemintError ? error.code : String(error);
  }
}

/** The one at that place, to be lied about. */
function at<T>(all: T[], place: number): T {
  return all[place] ?? assert.fail(`there is none at ${place}`);
}

test("a good commit passes", () => {
  assert.equal(verdict(() => undefined), "good");
});

test("every lie is told", () => {
  const lies: readonly ((commit: Commit) => void)[] = [
    ({ issued }) => (at(issued, 1).subject = 2),
    ({ issued }) => (at(issued, 1).subject = 0),
    ({ issued }) => (at(issued, 1).id = at(issued, 0).id),
    (commit) => (commit.batch = at(commit.issued, 0).id),
    ({ issued }) => (at(issued, 0).code = ""),
    ({ issued }) => (at(issued, 0).notAfter = NOW + 86_401),
    ({ issued }) => (at(issued, 0).notAfter = NOW - 1),
    ({ issued }) => (at(issued, 0).notBefore = NOW - 1),
    ({ issued }) => (at(issued, 0).maxTries = 6),
    ({ issued }) => (at(issued, 0).sealed = true),
    ({ issued }) => (at(issued, 0).several = true),
    ({ issued }) => (at(issued, 0).note = "x".repeat(20_000)),
    ({ superseded }) => (at(superseded, 0).id = id(9)),
    ({ superseded }) => (at(superseded, 0).version = 4),
    ({ superseded }) => superseded.push({ ...at(superseded, 0) }),
    (commit) => commit.issued.pop(),
    ({ changed, superseded }) => changed.push({ ...at(superseded, 0), transition: "void" }),
    ({ changed }) => changed.push({ id: id(9), version: 1, transition: "void" }),
    (commit) => {
      const { id, version } = at(commit.superseded, 1);
      commit.superseded.pop();
      commit.changed.push({ id, version, transition: "use" });
    },
    ({ mails }) => mails.push({ issued: 2 }),
    ({ mails }) => mails.push({ issued: 1 }, { issued: 1 }),
    ({ audit }) => (at(audit, 0).subject = 2),
  ];
  lies.forEach((lie, number) => assert.equal(verdict(lie), "nonsense", `lie ${number}`));
});

test("needs that do not hold together are told", () => {
  const good = asked();
  checkNeeds(good);
  const { purpose: _, ...aimless } = good;
  const lies: readonly Needs[] = [
    { ...good, subjects: Array.from({ length: 1001 }, (_, number) => `s${number}`) },
    { ...good, presented: Array.from({ length: 9 }, String) },
    { ...good, presented: ["1"] },
    { ...good, listed: true },
    { ...good, given: [{ subject: 2, code: "1" }] },
    aimless,
  ];
  for (const lie of lies) {
    assert.throws(() => checkNeeds(lie), { code: "nonsense" }, JSON.stringify(lie).slice(0, 200));
  }
});
