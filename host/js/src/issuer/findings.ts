/**
 * Looks up what the module needs.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { DirectoryEntry } from "../directory.js";
import { Computer } from "../offline/computer.js";
import type { Elevating, Findings, ListedCode, LiveCode } from "../module/types.js";
import { type Asked, type Context, now, policy } from "./context.js";
import { opened, page, recordOf, trail } from "./records.js";

/** The directory's entries for the subjects, in the same order. */
export async function lookUp(context: Context, asked: Asked): Promise<readonly DirectoryEntry[]> {
  const { tenant, needs } = asked;
  if (needs.purpose === undefined) return [];
  let entries: readonly DirectoryEntry[];
  try {
    entries = await context.directory.lookUp(tenant, needs.purpose, needs.subjects);
  } catch (cause) {
    throw new CodemintError("directory", "the directory does not answer", { cause });
  }
  if (entries.length === needs.subjects.length) return entries;
  throw new CodemintError("directory", "the directory did not return an entry for each subject");
}

/** The findings for the needs. */
export async function findings(
  context: Context,
  asked: Asked,
  entries: readonly DirectoryEntry[],
): Promise<Findings> {
  const { tenant, needs } = asked;
  const { purpose, subjects } = needs;
  const live =
    purpose === undefined || subjects.length === 0
      ? []
      : await context.store.liveCodes(tenant, purpose, subjects);
  const at = await now(context);
  const records = await page(context, asked, at);
  const lines = await trail(context, asked);
  return {
    now: at,
    tick: context.ticks.next(at, context.clock.millisecond?.() ?? 0),
    seed: await context.seeds.seed(),
    policy: purpose === undefined ? undefined : policy(context, tenant, purpose),
    rows: entries.map((entry) => entry.row),
    live,
    matches: await matches(context, asked, live),
    elevation: await elevating(context, asked),
    listed: await listed(context, asked),
    record: await recordOf(context, asked),
    page: records.page,
    trail: lines.trail,
    more: records.more || lines.more,
  };
}

/** For each given text, the position of the subject's live code that it matches. */
async function matches(
  context: Context,
  asked: Asked,
  live: readonly LiveCode[],
): Promise<(number | undefined)[]> {
  const { tenant, needs } = asked;
  const { purpose, subjects, given } = needs;
  if (purpose === undefined) return [];
  const places: (number | undefined)[] = [];
  for (const { subject, code } of given) {
    const key = subjects[subject];
    if (key === undefined) throw new CodemintError("nonsense", "a text without a subject");
    const records = await context.store.recordsOf(tenant, purpose, key, 0);
    const binding = { tenant, purpose, subject: key };
    // The text is compared with each, so that timing does not reveal which one matches.
    const same = await Promise.all(
      records.map(({ digest }) => context.keys.matches(digest, binding, code)),
    );
    const found = records.filter((_, place) => same[place] === true).at(-1);
    const place = live.findIndex((code) => code.id === found?.known.id);
    places.push(place < 0 ? undefined : place);
  }
  return places;
}

/** The directory's entry for the account in the needs. */
async function elevating(context: Context, asked: Asked): Promise<Elevating | undefined> {
  const { tenant, needs } = asked;
  const computer = needs.subjects[0];
  if (needs.account === undefined || computer === undefined) return undefined;
  const { directory } = context;
  let found;
  try {
    found = (await directory.elevation?.(tenant, needs.account, computer)) ?? { rules: [] };
  } catch (cause) {
    throw new CodemintError("directory", "the directory does not answer", { cause });
  }
  const deviceKey = await computerKey(context, tenant, computer, found.device);
  return {
    rules: [...found.rules],
    ...(found.device === undefined ? {} : { device: found.device }),
    ...(deviceKey === undefined ? {} : { deviceKey }),
  };
}

/**
 * The computer's own key, if the tenant issues offline codes.
 *
 * @throws {CodemintError} if no key can be derived from the directory's name or device ID of the
 * computer: the computer would reject any other code.
 */
async function computerKey(
  context: Context,
  tenant: string,
  computer: string,
  device: string | undefined,
): Promise<Uint8Array | undefined> {
  const key = context.tenants.get(tenant)?.offlineKey;
  return key?.deviceKey(tenant, Computer.ofKey(computer, device));
}

/** The live codes of the first subject, if the needs ask for them, with their values if allowed. */
async function listed(context: Context, asked: Asked): Promise<ListedCode[]> {
  const { tenant, needs } = asked;
  const subject = needs.subjects[0];
  if (!needs.listed || needs.purpose === undefined || subject === undefined) return [];
  const records = await context.store.recordsOf(tenant, needs.purpose, subject, 0);
  const codes = records.map((stored) => opened(context, tenant, stored));
  return (await Promise.all(codes)).map(({ code, created, notAfter, note, issuer }) => ({
    ...(code === undefined ? {} : { code }),
    created,
    notAfter,
    ...(note === undefined ? {} : { note }),
    issuer,
  }));
}
