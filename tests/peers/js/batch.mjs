/**
 * A batch for 100 users, bytes in and bytes out, compared with the same work written by hand.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { plan, routes, settle } from "codemint";
import { agreed, masked } from "./agree.mjs";
import { enroll } from "./handwritten/handwritten.mjs";
import { atMost, inTurn, time } from "./harness.mjs";

const USERS = 100;
const NOW = 1_800_000_000;

const address = (number) => `user.${number}@example.com`;

/** A third is delivered by mail, as at help desks: the request of `tests/peers/src/module.rs`. */
const request = new TextEncoder().encode(
  JSON.stringify(
    Array.from({ length: USERS }, (_, number) => ({
      email: address(number),
      code_send_to: number % 3 === 0 ? "EMAIL" : "DISPLAY",
    })),
  ),
);

const known = { standing: "active", purposeAllowed: true, hasMail: true };
const unknown = { standing: "unknown", purposeAllowed: false, hasMail: false };
const directory = new Map(Array.from({ length: USERS }, (_, number) => [address(number), known]));

const policy = {
  format: { alphabet: "decimal", length: 9 },
  maxTries: 5,
  minValidity: 600,
  maxValidity: 86_400,
  usualValidity: 600,
  issuingAllowed: true,
  mailConfigured: true,
  mailDomains: [],
  linkBase: "https://codes.example.com",
};

/** The look-up, which is the same for both sides. */
function find(subjects) {
  const rows = subjects.map((subject) => directory.get(subject) ?? unknown);
  return { now: NOW, policy, rows, live: [] };
}

const call = {
  route: routes().findIndex(({ dialect, name }) => dialect === "rsa" && name === "enroll"),
  tenant: "bench",
  actor: "bench",
  seesCodes: false,
};

/** Ours: calls the module as any host of the package would. */
function ours(body) {
  const { needs } = plan(call, body);
  const seed = crypto.getRandomValues(new Uint8Array(32));
  return settle(call, body, { ...find(needs.subjects), seed });
}

const peer = (body) => enroll(body, find);

/** Asserts that both do the same work, and that the peer agrees with every vector of the route. */
function check(vectors) {
  const text = ({ reply }) => masked(new TextDecoder().decode(reply.body));
  const [mine, other] = [ours(request), peer(request)];
  assert.equal(mine.commit.issued.length, USERS);
  assert.equal(other.commit.issued.length, USERS);
  assert.equal(mine.commit.mails.length, other.commit.mails.length);
  assert.equal(text(mine), text(other));
  return agreed(vectors);
}

export function rows(root) {
  const vectors = check(join(root, "tests", "vectors", "rsa"));
  const works = [() => ours(request).reply.body, () => peer(request).reply.body];
  const [mine, other] = inTurn(61, 20, works);
  return [
    {
      what: `Node: plan + settle, ${USERS} users, bytes in and out`,
      ours: time(mine),
      peer: `by hand on strings ${time(other)} (agrees with ${vectors} vectors)`,
      figure: mine / other,
      unit: "x",
      promise: atMost(1),
    },
  ];
}
