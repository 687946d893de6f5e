// A wrong reading of the clock has no lasting effect.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Caller,
  type Clock,
  type ClockEvent,
  createHandler,
  Issuer,
  MemoryStore,
} from "../../src/entry/file.js";
import { SteadyClock } from "../../src/clock.js";
import { issue, options, policy, site } from "../handler/fixture.js";

const START = 1_800_000_000;
const YEAR = 365 * 86_400;

/** The clocks of a machine; `wrong` is the error of the wall clock in seconds. */
class Machine implements Clock {
  seconds = 0;
  wrong = 0;

  async now(): Promise<number> {
    return START + Math.floor(this.seconds) + this.wrong;
  }

  monotonic(): number {
    return this.seconds * 1000;
  }
}

function steady(machine: Clock): { clock: SteadyClock; events: ClockEvent[] } {
  const events: ClockEvent[] = [];
  return { clock: new SteadyClock(machine, (event) => events.push(event)), events };
}

test("a jump ahead is trusted after five minutes, and is reported once", async () => {
  const machine = new Machine();
  const { clock, events } = steady(machine);
  assert.equal(await clock.now(), START);
  machine.wrong = YEAR;
  for (const seconds of [1, 100, 300]) {
    machine.seconds = seconds;
    assert.equal(await clock.now(), START + seconds);
    assert.ok(!clock.isSteady);
  }
  machine.seconds = 301;
  assert.equal(await clock.now(), START + YEAR + 301);
  assert.ok(clock.isSteady);
  assert.deepEqual(events, [{ kind: "clock-ahead", seconds: YEAR }, { kind: "clock-believed" }]);
});

test("a jump that ends has no effect", async () => {
  const machine = new Machine();
  const { clock, events } = steady(machine);
  await clock.now();
  machine.wrong = 3600;
  machine.seconds = 10;
  assert.equal(await clock.now(), START + 10);
  machine.wrong = 0;
  assert.equal(await clock.now(), START + 10);
  assert.ok(clock.isSteady);
  // Another one starts from the beginning: it does not continue the first.
  machine.wrong = 3600;
  machine.seconds = 500;
  assert.equal(await clock.now(), START + 500);
  assert.deepEqual(events.map(({ kind }) => kind), ["clock-ahead", "clock-believed", "clock-ahead"]);
});

test("a jump that grows starts from the beginning each time", async () => {
  const machine = new Machine();
  const { clock } = steady(machine);
  await clock.now();
  for (let minute = 1; minute <= 20; minute += 1) {
    machine.seconds = 60 * minute;
    machine.wrong = 3600 * minute;
    assert.equal(await clock.now(), START + 60 * minute);
  }
});

test("small corrections and a clock that goes back are followed", async () => {
  const machine = new Machine();
  const { clock, events } = steady(machine);
  await clock.now();
  for (const wrong of [60, 90, 150, -3600]) {
    machine.seconds += 1;
    machine.wrong = wrong;
    assert.equal(await clock.now(), START + machine.seconds + wrong);
  }
  assert.deepEqual(events, []);
});

test("without a monotonic clock every reading is trusted", async () => {
  const machine = new Machine();
  const { clock, events } = steady({ now: () => machine.now() });
  await clock.now();
  machine.wrong = YEAR;
  assert.equal(await clock.now(), START + YEAR);
  assert.deepEqual(events, []);
});

test("a clock out of range is rejected", async () => {
  for (const now of [Number.NaN, -1, 1.5, 253_402_300_800]) {
    const { clock } = steady({ now: async () => now, monotonic: () => 0 });
    await assert.rejects(clock.now(), { code: "clock" });
  }
});

test("a wrong code while the clock is a year ahead does not extend the validity of other codes", async () => {
  const machine = new Machine();
  const events: ClockEvent[] = [];
  const store = new MemoryStore();
  const clockReport = (event: ClockEvent) => void events.push(event);
  const issuer = new Issuer(options({ clock: machine, store, clockReport }));
  const handler = createHandler(issuer, await site());
  const ready = async () => (await handler(new Request("https://codes.example.com/readyz"))).status;
  const redeem = async (code: string) => {
    const body = JSON.stringify({ tenant: "acme", subject: "alice@example.com", code });
    const headers = { "content-type": "application/json" };
    const url = "https://codes.example.com/v1/redeem";
    return (await handler(new Request(url, { method: "POST", headers, body }))).status;
  };
  assert.equal(await ready(), 200);
  machine.wrong = YEAR;
  machine.seconds = 1;
  assert.equal(await redeem("000000000"), 403);
  assert.equal(await ready(), 503, "it is not ready while its clock has jumped");
  machine.wrong = 0;
  machine.seconds = 2;
  const answer = await issue(handler);
  const code = /"code":"([0-9]{9})"/u.exec(await answer.text())?.[1];
  assert.ok(code !== undefined);
  assert.equal(await ready(), 200);
  machine.seconds = 2 + policy.minValidity + 1;
  assert.equal(await redeem(code), 403, "the code expired after its ten minutes");
  assert.ok(((await store.latest()) ?? 0) < START + 3600);
  assert.deepEqual(events.map(({ kind }) => kind), ["clock-ahead", "clock-believed"]);
});

/** The control for the test above: the same with a clock without a monotonic clock. */
test("a trusted reading would extend the validity", async () => {
  const machine = new Machine();
  const store = new MemoryStore();
  const issuer = new Issuer(options({ clock: { now: () => machine.now() }, store }));
  const route = issuer.routes.findIndex(({ dialect, name }) => dialect === "native" && name === "redeem");
  const caller: Caller = { kind: "public" };
  const text = '{"tenant":"acme","subject":"alice@example.com","code":"000000000"}';
  machine.wrong = YEAR;
  await issuer.answer({ route, caller, path: [], query: "", body: new TextEncoder().encode(text) });
  assert.equal(await store.latest(), START + YEAR);
});
