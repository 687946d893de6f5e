/** What every directory is held to that is put into by its own words. Runs in workerd too. */

import { equal, holds } from "../../src/conformance/equal.js";
import type { Directory, DirectoryEntry } from "../../src/directory.js";
import { CodemintError } from "../../src/errors.js";
import type { Standing } from "../../src/module/types.js";
import type { RuleEntry, SubjectEntry } from "../../src/store/directory/entries.js";

/** A directory that can be put into. */
export interface Puttable extends Directory {
  put(tenant: string, subjects: readonly SubjectEntry[]): Promise<void>;
  putRules(tenant: string, rules: readonly RuleEntry[]): Promise<void>;
  elevation: NonNullable<Directory["elevation"]>;
}

const TENANT = "tenant";
const DEVICE = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";

const BOX = { mail: "Box@example.com", locale: "de-AT" };

const subjects: readonly SubjectEntry[] = [
  { subject: " AMViaPref0@EXAMPLE.com ", purposes: ["enrolment", "activation"], ...BOX },
  { subject: "PC-0815", standing: "disabled", purposes: ["elevation", "enrolment"] },
  { subject: "leaver@example.com", standing: "pending-deletion", purposes: ["elevation"] },
  { subject: "nobody@example.com", purposes: [], ...BOX },
  { subject: "far@example.com", standing: "unavailable", purposes: [] },
  { subject: "strasse@xn--bcher-kva.example", purposes: ["enrolment"] },
  { subject: "mu\u0308ller", standing: "disabled", purposes: ["enrolment"] },
];

/** What is told of one. */
function entry(standing: Standing, purposeAllowed: boolean, hasMail = false): DirectoryEntry {
  const row = { standing, purposeAllowed, hasMail };
  return hasMail ? { row, mail: BOX.mail, locale: "de-at" } : { row };
}

const UNKNOWN = entry("unknown", false);

export async function subjectsAreKnown(directory: Puttable): Promise<void> {
  await directory.put(TENANT, subjects);
  const lookUp = (...names: readonly string[]): Promise<readonly DirectoryEntry[]> =>
    directory.lookUp(TENANT, "enrolment", names);
  const found = await lookUp("far@example.com", "pc-0815", "amviapref0@example.com");
  const [far, disabled] = [entry("unavailable", false), entry("disabled", true)];
  equal(found, [far, disabled, entry("active", true, true)]);
  const more = await lookUp("leaver@example.com", "nobody@example.com", "", "pc-0815", "PC-0815");
  const leaver = entry("pending-deletion", false);
  equal(more, [leaver, entry("active", false, true), UNKNOWN, disabled, UNKNOWN]);
  equal(await lookUp("m\u00fcller", "mu\u0308ller"), [disabled, UNKNOWN], "as the module asks");
  equal(await directory.lookUp("other", "enrolment", ["pc-0815", "x"]), [UNKNOWN, UNKNOWN]);
  equal(await lookUp(), []);
  const many = Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? "pc-0815" : `no ${n}`));
  const expected = many.map((name) => (name === "pc-0815" ? disabled : UNKNOWN));
  equal(await lookUp(...many), expected, "many at once");
}

export async function subjectsAreReplaced(directory: Puttable): Promise<void> {
  await directory.put(TENANT, subjects);
  const twice = ["disabled", "active"] as const;
  const more = twice.map((standing) => ({ subject: "pc-0815", standing, purposes: [] }));
  const others = Array.from({ length: 40 }, (_, n) => ({ subject: `o${n}`, purposes: [] }));
  await directory.put(TENANT, [...more, ...others]);
  const names = ["pc-0815", "o39", "leaver@example.com"];
  const [active, leaver] = [entry("active", false), entry("pending-deletion", false)];
  equal(await directory.lookUp(TENANT, "enrolment", names), [active, active, leaver]);
}

const rule = (account: string, spans: number, computers?: readonly string[]): RuleEntry => ({
  account,
  spans,
  localAccounts: spans === 0 ? [] : ["temp"],
  ...(computers && { computers }),
});

async function spans(
  directory: Puttable,
  account: string,
  computer: string,
  tenant = TENANT,
): Promise<number[]> {
  const { rules } = await directory.elevation(tenant, `domain.ad\\${account}`, computer);
  return rules.map((one) => one.spans);
}

const PC1 = "domain.ad\\pc1$";
const PC2 = "domain.ad\\pc2$";
const PC3 = "domain.ad\\pc3$";

async function putThree(directory: Puttable): Promise<void> {
  const first = rule("Domain.AD\\Ann", 1, ["domain.ad\\PC1$", "DOMAIN.AD\\PC2$"]);
  await directory.putRules(TENANT, [
    { ...first, localAccounts: ["Temp", "other"], byDevice: true },
    rule("domain.ad\\ANN", 2),
    rule("domain.ad\\bob", 4, ["domain.ad\\pc2$"]),
    rule("domain.ad\\cyd", 8, []),
  ]);
}

export async function rulesNameAnAccountAndItsComputers(directory: Puttable): Promise<void> {
  await putThree(directory);
  equal(await spans(directory, "ann", PC1), [1, 2]);
  equal(await spans(directory, "ann", PC2), [1, 2]);
  equal(await spans(directory, "ann", PC3), [2]);
  equal(await spans(directory, "bob", PC1), []);
  equal(await spans(directory, "bob", PC2), [4]);
  equal(await spans(directory, "cyd", PC3), [8]);
  equal(await spans(directory, "nobody", PC2), []);
  equal(await spans(directory, "ann", PC1, "other"), []);
  const { rules } = await directory.elevation(TENANT, "domain.ad\\ann", PC1);
  equal(rules[0], { spans: 1, localAccounts: ["Temp", "other"], byDevice: true });
}

export async function rulesAreReplacedByAccount(directory: Puttable): Promise<void> {
  await putThree(directory);
  await directory.putRules(TENANT, [rule("domain.ad\\ANN", 32), rule("domain.ad\\bob", 0)]);
  equal(await spans(directory, "ann", PC2), [32]);
  equal(await spans(directory, "bob", PC2), [], "named, and left without one");
  equal(await spans(directory, "cyd", PC2), [8], "not named");
  await directory.putRules("other", [rule("domain.ad\\cyd", 64)]);
  equal(await spans(directory, "cyd", PC2), [8], "another tenant's");
  equal(await spans(directory, "cyd", PC2, "other"), [64]);
}

export async function aComputersDeviceIsFoundWithIt(directory: Puttable): Promise<void> {
  const one = { subject: "domain.ad\\PC1$", purposes: [], device: DEVICE };
  await directory.put(TENANT, [one, { subject: "domain.ad\\PC2$", purposes: [] }]);
  const device = async (tenant: string, computer: string): Promise<string | undefined> =>
    (await directory.elevation(tenant, "d\\a", computer)).device;
  equal(await device(TENANT, PC1), DEVICE);
  equal([await device(TENANT, PC2), await device(TENANT, PC3)], [undefined, undefined]);
  equal(await device("other", PC1), undefined);
}

export async function whatIsNoneIsRefused(directory: Puttable): Promise<void> {
  const good = { subject: "x", purposes: [] } as const;
  const bad: readonly (readonly [SubjectEntry, string])[] = [
    [{ ...good, subject: " " }, "subjects[1].subject"],
    [{ ...good, subject: "a\nb" }, "subjects[1].subject"],
    [{ ...good, subject: "x".repeat(1025) }, "subjects[1].subject"],
    [{ ...good, standing: "gone" as Standing }, "subjects[1].standing"],
    [{ ...good, purposes: ["all" as "elevation"] }, "subjects[1].purposes"],
    [{ ...good, device: "none" }, "subjects[1].device"],
    [{ ...good, locale: "engl" }, "subjects[1].locale"],
  ];
  for (const [one, path] of bad) {
    await refused(directory.put(TENANT, [good, one]), path);
  }
  equal(await directory.lookUp(TENANT, "enrolment", ["x"]), [UNKNOWN], "nothing of it is known");
  const fine = rule("d\\a", 1, ["d\\p$"]);
  await refused(directory.putRules(TENANT, [fine, { ...fine, account: "" }]), "rules[1].account");
  await refused(directory.putRules(TENANT, [fine, { ...fine, spans: 65536 }]), "rules[1].spans");
  const nowhere = { ...fine, computers: ["a\0"] };
  await refused(directory.putRules(TENANT, [fine, nowhere]), "rules[1].computers[0]");
  const many = Array.from({ length: 20_001 }, () => fine);
  await refused(directory.putRules(TENANT, many), "rules");
  equal((await directory.elevation(TENANT, "d\\a", "d\\p$")).rules, []);
}

async function refused(putting: Promise<void>, path: string): Promise<void> {
  const outcome: unknown = await putting.catch((error: unknown) => error);
  const isRefused = outcome instanceof CodemintError && outcome.code === "argument";
  holds(isRefused && outcome.path === path, `${path}: ${String(outcome)}`);
}

/** Every rule of directories by its name. */
export const directoryCases: readonly (readonly [
  string,
  (directory: Puttable) => Promise<void>,
])[] = [
  ["subjects are known by their keys", subjectsAreKnown],
  ["subjects are replaced", subjectsAreReplaced],
  ["rules name an account and its computers", rulesNameAnAccountAndItsComputers],
  ["rules are replaced by account", rulesAreReplacedByAccount],
  ["a computer's device is found with it", aComputersDeviceIsFoundWithIt],
  ["what is none is refused", whatIsNoneIsRefused],
];
