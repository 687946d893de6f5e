/** Cases for directories that can be written to. They run in workerd too. */

import { equal, holds } from "../../src/conformance/equal.js";
import type { Directory, DirectoryEntry } from "../../src/directory.js";
import { CodemintError } from "../../src/errors.js";
import type { Standing } from "../../src/module/types.js";
import type { RuleEntry, SubjectEntry } from "../../src/store/directory/entries.js";

/** A directory that can be written to. */
export interface WritableDirectory extends Directory {
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
  { subject: "nothing@example.com", purposes: [], ...BOX },
  { subject: "far@example.com", standing: "unavailable", purposes: [] },
  { subject: "strasse@xn--bcher-kva.example", purposes: ["enrolment"] },
  { subject: "mu\u0308ller", standing: "disabled", purposes: ["enrolment"] },
];

/** The expected entry for a subject. */
function entry(standing: Standing, purposeAllowed: boolean, hasMail = false): DirectoryEntry {
  const row = { standing, purposeAllowed, hasMail };
  return hasMail ? { row, mail: BOX.mail, locale: "de-at" } : { row };
}

const UNKNOWN = entry("unknown", false);

export async function subjectsAreKnown(directory: WritableDirectory): Promise<void> {
  await directory.put(TENANT, subjects);
  const lookUp = (...names: readonly string[]): Promise<readonly DirectoryEntry[]> =>
    directory.lookUp(TENANT, "enrolment", names);
  const found = await lookUp("far@example.com", "pc-0815", "amviapref0@example.com");
  const [far, disabled] = [entry("unavailable", false), entry("disabled", true)];
  equal(found, [far, disabled, entry("active", true, true)]);
  const more = await lookUp("leaver@example.com", "nothing@example.com", "", "pc-0815", "PC-0815");
  const leaver = entry("pending-deletion", false);
  equal(more, [leaver, entry("active", false, true), UNKNOWN, disabled, UNKNOWN]);
  equal(await lookUp("m\u00fcller", "mu\u0308ller"), [disabled, UNKNOWN], "by the module's key");
  equal(await directory.lookUp("other", "enrolment", ["pc-0815", "x"]), [UNKNOWN, UNKNOWN]);
  equal(await lookUp(), []);
  const many = Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? "pc-0815" : `no ${n}`));
  const expected = many.map((name) => (name === "pc-0815" ? disabled : UNKNOWN));
  equal(await lookUp(...many), expected, "many subjects");
}

export async function subjectsAreReplaced(directory: WritableDirectory): Promise<void> {
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
  directory: WritableDirectory,
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

async function putThree(directory: WritableDirectory): Promise<void> {
  const first = rule("Domain.AD\\Ann", 1, ["domain.ad\\PC1$", "DOMAIN.AD\\PC2$"]);
  await directory.putRules(TENANT, [
    { ...first, localAccounts: ["Temp", "other"], byDevice: true },
    rule("domain.ad\\ANN", 2),
    rule("domain.ad\\bob", 4, ["domain.ad\\pc2$"]),
    rule("domain.ad\\cyd", 8, []),
  ]);
}

export async function rulesApplyToAccountAndComputers(directory: WritableDirectory): Promise<void> {
  await putThree(directory);
  equal(await spans(directory, "ann", PC1), [1, 2]);
  equal(await spans(directory, "ann", PC2), [1, 2]);
  equal(await spans(directory, "ann", PC3), [2]);
  equal(await spans(directory, "bob", PC1), []);
  equal(await spans(directory, "bob", PC2), [4]);
  equal(await spans(directory, "cyd", PC3), [8]);
  equal(await spans(directory, "dan", PC2), []);
  equal(await spans(directory, "ann", PC1, "other"), []);
  const { rules } = await directory.elevation(TENANT, "domain.ad\\ann", PC1);
  equal(rules[0], { spans: 1, localAccounts: ["Temp", "other"], byDevice: true });
}

export async function rulesAreReplacedByAccount(directory: WritableDirectory): Promise<void> {
  await putThree(directory);
  await directory.putRules(TENANT, [rule("domain.ad\\ANN", 32), rule("domain.ad\\bob", 0)]);
  equal(await spans(directory, "ann", PC2), [32]);
  equal(await spans(directory, "bob", PC2), [], "replaced by none");
  equal(await spans(directory, "cyd", PC2), [8], "not replaced");
  await directory.putRules("other", [rule("domain.ad\\cyd", 64)]);
  equal(await spans(directory, "cyd", PC2), [8], "another tenant's");
  equal(await spans(directory, "cyd", PC2, "other"), [64]);
}

export async function deviceIdIsReturned(directory: WritableDirectory): Promise<void> {
  const one = { subject: "domain.ad\\PC1$", purposes: [], device: DEVICE };
  await directory.put(TENANT, [one, { subject: "domain.ad\\PC2$", purposes: [] }]);
  const device = async (tenant: string, computer: string): Promise<string | undefined> =>
    (await directory.elevation(tenant, "d\\a", computer)).device;
  equal(await device(TENANT, PC1), DEVICE);
  equal([await device(TENANT, PC2), await device(TENANT, PC3)], [undefined, undefined]);
  equal(await device("other", PC1), undefined);
}

export async function invalidEntriesAreRejected(directory: WritableDirectory): Promise<void> {
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
    await rejected(directory.put(TENANT, [good, one]), path);
  }
  equal(await directory.lookUp(TENANT, "enrolment", ["x"]), [UNKNOWN], "nothing was written");
  const fine = rule("d\\a", 1, ["d\\p$"]);
  await rejected(directory.putRules(TENANT, [fine, { ...fine, account: "" }]), "rules[1].account");
  await rejected(directory.putRules(TENANT, [fine, { ...fine, spans: 65536 }]), "rules[1].spans");
  const nowhere = { ...fine, computers: ["a\0"] };
  await rejected(directory.putRules(TENANT, [fine, nowhere]), "rules[1].computers[0]");
  const many = Array.from({ length: 20_001 }, () => fine);
  await rejected(directory.putRules(TENANT, many), "rules");
  equal((await directory.elevation(TENANT, "d\\a", "d\\p$")).rules, []);
}

async function rejected(putting: Promise<void>, path: string): Promise<void> {
  const outcome: unknown = await putting.catch((error: unknown) => error);
  const isRejected = outcome instanceof CodemintError && outcome.code === "argument";
  holds(isRejected && outcome.path === path, `${path}: ${String(outcome)}`);
}

/** The cases by name. */
export const directoryCases: readonly (readonly [
  string,
  (directory: WritableDirectory) => Promise<void>,
])[] = [
  ["subjects are found by their keys", subjectsAreKnown],
  ["subjects are replaced", subjectsAreReplaced],
  ["rules apply to an account and its computers", rulesApplyToAccountAndComputers],
  ["rules are replaced by account", rulesAreReplacedByAccount],
  ["a computer's device ID is returned", deviceIdIsReturned],
  ["invalid entries are rejected", invalidEntriesAreRejected],
];
