/**
 * What the module asks for, looked up.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { DirectoryEntry } from "../directory.js";
import { Computer } from "../offline/computer.js";
import type { Elevating, Findings, ListedCode, LiveCode } from "../module/types.js";
import type { KeptCode } from "../store/store.js";
import { type Asked, type Context, now, policy } from "./context.js";
import { page, recordOf, trail } from "./life.js";

/** What the directory knows of the subjects, one entry each. */
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
  throw new CodemintError("directory", "the directory did not answer every question");
}

/** Everything that the needs ask for. */
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

/** For each given text, which of its subject's live codes it is. */
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
    if (key === undefined) throw new CodemintError("nonsense", "a text of nobody");
    const kept = await context.store.keptCodes(tenant, purpose, key);
    const binding = { tenant, purpose, subject: key };
    // Each is held against the text, so that the time does not tell which it was.
    const same = await Promise.all(
      kept.map(({ digest }) => context.keys.matches(digest, binding, code)),
    );
    const found = kept.filter((_, place) => same[place] === true).at(-1);
    const place = live.findIndex((code) => code.id === found?.id);
    places.push(place < 0 ? undefined : place);
  }
  return places;
}

/** What is known of the account that the needs name. */
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
 * The computer's own key, where the tenant has codes for use without a network.
 *
 * @throws {CodemintError} where the directory's word for the computer is none that a key can be
 * derived from: a drawn code in its place would be one that the computer refuses.
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

/** The first subject's codes, where they are to be told once more. */
async function listed(context: Context, asked: Asked): Promise<ListedCode[]> {
  const { tenant, needs } = asked;
  const subject = needs.subjects[0];
  if (!needs.listed || needs.purpose === undefined || subject === undefined) return [];
  const kept = await context.store.keptCodes(tenant, needs.purpose, subject);
  return Promise.all(kept.map((code) => told(context, tenant, code)));
}

/** A stored code, opened if it may be. */
async function told(context: Context, tenant: string, kept: KeptCode): Promise<ListedCode> {
  const { id, sealedCode, hidden, created, notAfter, note, issuer } = kept;
  const code =
    sealedCode === undefined || hidden
      ? undefined
      : await context.keys.unseal(tenant, id, sealedCode);
  return {
    ...(code === undefined ? {} : { code }),
    created,
    notAfter,
    ...(note === undefined ? {} : { note }),
    issuer,
  };
}
