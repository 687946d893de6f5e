/**
 * Separation of tenants and purposes.
 *
 * @module
 */

import type { Write } from "../store/store.js";
import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { audit, id, issue, mail, nothing, PURPOSE, reissue, seen, TENANT } from "./writes.js";

export async function tenantsAreSeparate(fixture: Fixture): Promise<void> {
  const tenants = [TENANT, "other", ""];
  for (const [n, tenant] of tenants.entries()) await fixture.done({ ...issue(n + 1, "a"), tenant });
  for (const [n, tenant] of tenants.entries()) {
    const live = await fixture.liveOf(tenant, PURPOSE, ["a"]);
    equal(live.map((code) => code.id), [id(n + 1)], tenant);
    equal(await fixture.auditOf(tenant), [audit(n + 1, "a")], tenant);
    equal(await fixture.liveOf(tenant, "elevation", ["a"]), [], tenant);
  }
  equal(await fixture.liveOf("absent", PURPOSE, ["a"]), []);
  await othersChangeNothing(fixture);
}

/** Neither another tenant nor another purpose can change the first code. */
async function othersChangeNothing(fixture: Fixture): Promise<void> {
  const ofOther = (write: Write): Write => ({ ...write, tenant: "other" });
  const ofElevation = (write: Write): Write => ({ ...write, purpose: "elevation" });
  for (const begun of [nothing, reissue(10, "b", seen(1, 1))]) {
    const write = { ...begun, superseded: [seen(1, 1)] };
    await fixture.conflict(ofOther(write));
    await fixture.conflict(ofElevation(write));
  }
  const write = { ...nothing, mails: [mail(1)] };
  for (const one of [ofOther(write), ofElevation(write)]) {
    await fixture.fails(one, "a foreign mail");
  }
  for (const tenant of [TENANT, "other"]) equal(await fixture.waitingOf(tenant, 10), []);
  equal(await fixture.liveIds("a"), [id(1)]);
  equal(await fixture.stateOf(1), ["pending", 1]);
  equal(await fixture.auditOf("other"), [audit(2, "a")]);
}
