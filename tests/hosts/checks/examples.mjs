/**
 * The example programs, run as a user would run them: with the packed package.
 *
 * @module
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, livesOnce, signer, token } from "../lib/callers.mjs";
import { durableConfiguration, wranglered, wrangling } from "../lib/durable.mjs";
import { installed } from "../lib/stage.mjs";
import { node24, root } from "../lib/tools.mjs";
import { running } from "../lib/workerd.mjs";

const key = () => randomBytes(32).toString("hex");

/** `examples/embed-node`: issues and redeems a code, and still has its record after a restart. */
export async function embedsInNode() {
  const folder = await installed("embed-node");
  cpSync(join(root, "examples", "embed-node"), folder, { recursive: true });
  writeFileSync(join(folder, "codes.key"), key());
  const operator = key();
  await serving(folder, operator, async (url) => {
    await livesOnce(url, "acme", "alice@example.com", operator);
    const missing = await ask(url, "GET", "/nowhere");
    assert.equal(missing.status, 404);
  });
  await serving(folder, operator, async (url) => {
    const listed = await ask(url, "GET", "/v1/codes?tenant=acme", undefined, {
      authorization: `Bearer ${operator}`,
    });
    assert.equal(listed.status, 200, listed.text);
    assert.match(listed.text, /redeemed/u);
  });
}

/** Runs the server with Node 24, and ends it as an operator would. */
async function serving(folder, operator, use) {
  const env = { ...process.env, PORT: "0", CODEMINT_OPERATOR_KEY: operator };
  const child = spawn(node24, ["server.mjs"], { cwd: folder, env });
  const ended = new Promise((resolve) => child.on("close", resolve));
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  try {
    const line = await Promise.race([
      new Promise((resolve) => child.stdout.setEncoding("utf8").once("data", resolve)),
      ended.then((code) => Promise.reject(new Error(`it ended with ${code}: ${log}`))),
    ]);
    await use(/http:\S+/u.exec(line)[0]);
    child.kill("SIGTERM");
    assert.equal(await ended, 0, log);
    assert.ok(!log.includes(operator), "the operator's key is in the log");
  } finally {
    child.kill("SIGKILL");
  }
}

/** `examples/edge-worker`: every dialect, with every scheme of authentication, in workerd. */
export async function worksAtTheEdge() {
  const folder = await installed("edge-worker");
  cpSync(join(root, "examples", "edge-worker"), folder, { recursive: true });
  // It can be deployed unchanged: wrangler finds the class and the variable in `wrangler.toml`.
  const deployed = await wrangling(folder);
  assert.match(deployed, /env\.CODES/u);
  assert.match(deployed, /env\.BASE_URL/u);
  // Imports subjects and rules into the directory, as an operator's job would.
  writeFileSync(join(folder, "src", "test-entry.js"), `
    import worker from "./worker.js";
    export { Codes } from "./worker.js";
    export default {
      async fetch(request, env) {
        if (new URL(request.url).pathname !== "/import") return worker.fetch(request, env);
        const { subjects, rules } = await request.json();
        const codes = env.CODES.get(env.CODES.idFromName("codes"));
        await codes.putSubjects("acme", subjects);
        await codes.putRules("acme", rules);
        return new Response("imported");
      },
    };`);
  const out = await wranglered(folder, join("src", "test-entry.js"));
  const { privateKey, publicPem } = signer();
  const secrets = { CODEMINT_KEYS: key(), OPERATOR_KEY: key(), ACCESS_KEY: publicPem, VENDOR_KEY: key() };
  const vars = { BASE_URL: "https://codes.example.com", ...secrets };
  const config = durableConfiguration(out, "test-entry.js", vars);
  await running(out, config, (url) => speaks(url, secrets, privateKey));
  // The stored data is there after a restart.
  await running(out, config, async (url) => {
    const operator = { authorization: `Bearer ${secrets.OPERATOR_KEY}` };
    const listed = await ask(url, "GET", "/v1/codes?tenant=acme", undefined, operator);
    assert.match(listed.text, /redeemed/u);
  });
}

/** One request in each dialect with its credentials, and one without. */
async function speaks(url, secrets, privateKey) {
  const directory = {
    subjects: [
      { subject: "alice@example.com", standing: "active", purposes: ["enrolment"] },
      { subject: "demotest", standing: "active", purposes: ["activation"] },
      { subject: "domain.ad\\cenl02$", standing: "active", purposes: ["elevation"] },
    ],
    rules: [{
      account: "domain.ad\\serviceaccount", computers: [], spans: 3,
      localAccounts: ["tempadmin"], byDevice: false,
    }],
  };
  assert.equal((await ask(url, "POST", "/import", directory)).text, "imported");
  await livesOnce(url, "acme", "alice@example.com", secrets.OPERATOR_KEY);

  const enroll = "/AdminInterface/restapi/v1/users/generateVerifyCode/enroll";
  const users = [{ email: "alice@example.com" }];
  const audience = "https://codes.example.com/AdminInterface/restapi";
  const bearer = (signed) => ({ authorization: `Bearer ${signed}` });
  assert.equal((await ask(url, "POST", enroll, users)).status, 401);
  assert.equal((await ask(url, "POST", enroll, users, bearer(token(privateKey, "help-desk", "https://else")))).status, 401);
  assert.equal((await ask(url, "POST", enroll, users, bearer(token(privateKey, "help-desk", audience, "HS256")))).status, 403);
  const rsa = await ask(url, "POST", enroll, users, bearer(token(privateKey, "help-desk", audience)));
  assert.equal(rsa.status, 200, rsa.text);
  assert.equal(rsa.json()[0].status, 1000, rsa.text);

  const elevation = {
    ComputerName: "CENL02", ComputerDomain: "domain.ad", UserName: "serviceaccount",
    UserDomain: "domain.ad", ValidityTimeIndex: 1, Reason: "Printer driver",
    TemporaryAccountName: "tempadmin",
  };
  const generate = "/api/v1.0/generateActivationCode";
  assert.equal((await ask(url, "POST", `${generate}?Key=${secrets.VENDOR_KEY}`, elevation)).status, 401);
  const recast = await ask(url, "POST", generate, elevation, { Key: secrets.VENDOR_KEY });
  assert.equal(recast.status, 200, recast.text);
  assert.match(recast.json(), /^[0-9]{20}$/u);

  const activation = "/digitanium/v4/users/demotest/activationcodes?responseQrType=mpower";
  const create = (more) =>
    ask(url, "POST", activation, { activationCode: null }, { ...bearer(secrets.OPERATOR_KEY), ...more });
  assert.equal((await create()).status, 403, "plain HTTP, where the vendor requires TLS");
  const digitanium = await create({ "x-forwarded-proto": "https" });
  assert.equal(digitanium.status, 200, digitanium.text);
  assert.match(digitanium.text, /"activationCode":"[0-9]{8}"/u);
}
