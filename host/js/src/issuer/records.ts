/**
 * Looks up stored codes by record ID, by a presented text or by a search, and the audit trail.
 *
 * @module
 */

import { DIGEST_LENGTH, type Digests, NO_DIGEST } from "../keys/digest.js";
import type { Found, Recorded, TrailLine } from "../module/types.js";
import type { AuditLine, StoredRecord } from "../store/store.js";
import type { Asked, Context } from "./context.js";

/**
 * The number of ended codes that a presented text is compared with, so that the audit trail can say
 * which one it was.
 */
const ENDED = 16;

/**
 * The minimum number of stored digests that a presented text is compared with: all ended codes that
 * are read, and a few live ones. If a subject has fewer, or does not exist, the rest are digests
 * that no code has.
 */
const COMPARED = ENDED + 4;

/** The record with the requested ID, or whose code was presented. */
export async function recordOf(context: Context, asked: Asked): Promise<Found | undefined> {
  const { tenant, needs } = asked;
  if (needs.record === undefined) return presented(context, asked);
  const stored = await context.store.record(tenant, needs.record);
  if (stored === undefined) return undefined;
  const recorded = needs.opened ? await opened(context, tenant, stored) : stored.known;
  return { recorded, text: 0 };
}

/**
 * Compares each presented text with every code, even after a match, and always with at least
 * {@link COMPARED} digests: timing reveals neither which code matches nor whether there are any.
 */
async function presented(context: Context, asked: Asked): Promise<Found | undefined> {
  const { tenant, needs } = asked;
  const { purpose, presented: texts } = needs;
  const subject = needs.subjects[0];
  if (purpose === undefined || subject === undefined || texts.length === 0) return undefined;
  const records = await context.store.recordsOf(tenant, purpose, subject, ENDED);
  const binding = { tenant, purpose, subject };
  const digests = await Promise.all(texts.map((text) => context.keys.digests(binding, text)));
  const matching = (digest: Uint8Array): Promise<number | undefined> =>
    digest.length > DIGEST_LENGTH
      ? ofOtherSpelling((text) => context.keys.matches(digest, binding, text), texts)
      : Promise.resolve(textOf(digest, digests));
  const matched = await Promise.all(records.map(({ digest }) => matching(digest)));
  for (let more = records.length; more < COMPARED; more += 1) textOf(NO_DIGEST, digests);
  // Live ones come first: the text of an ended code may have been drawn again.
  const place = matched.findIndex((text) => text !== undefined);
  const [stored, text] = [records[place], matched[place]];
  return stored === undefined || text === undefined ? undefined : { recorded: stored.known, text };
}

/** The position of the presented text that a stored digest belongs to. Each is compared. */
function textOf(stored: Uint8Array, digests: readonly Digests[]): number | undefined {
  const place = digests.map((text) => text.contain(stored)).indexOf(true);
  return place < 0 ? undefined : place;
}

/** The same for a digest that is stored with the spelling of the subject that it was made for. */
async function ofOtherSpelling(
  matches: (text: string) => Promise<boolean>,
  texts: readonly string[],
): Promise<number | undefined> {
  const place = (await Promise.all(texts.map(matches))).indexOf(true);
  return place < 0 ? undefined : place;
}

/** A record with its code, if that is stored encrypted and may be shown again. */
export async function opened(
  context: Context,
  tenant: string,
  stored: StoredRecord,
): Promise<Recorded> {
  const { known, sealedCode } = stored;
  if (sealedCode === undefined || known.hidden) return known;
  return { ...known, code: await context.keys.unseal(tenant, known.id, sealedCode) };
}

/** The records that the search finds, and whether there are more. */
export async function page(
  context: Context,
  asked: Asked,
  now: number,
): Promise<{ page: Recorded[]; more: boolean }> {
  const { search } = asked.needs;
  if (search === undefined) return { page: [], more: false };
  const found = await context.store.search(asked.tenant, search, now, search.limit + 1);
  const shown = found.slice(0, search.limit);
  return { page: shown.map((stored) => stored.known), more: found.length > search.limit };
}

/** The requested entries of the audit trail, and whether there are more. */
export async function trail(
  context: Context,
  asked: Asked,
): Promise<{ trail: TrailLine[]; more: boolean }> {
  const query = asked.needs.trail;
  if (query === undefined) return { trail: [], more: false };
  const { recordId, subject, after, limit } = query;
  const lines = await context.store.auditTrail(asked.tenant, {
    ...(recordId === undefined ? {} : { record: recordId }),
    ...(subject === undefined ? {} : { subject }),
    after,
    limit: limit + 1,
  });
  return { trail: lines.slice(0, limit).map(line), more: lines.length > limit };
}

function line({ seq, purpose, row }: AuditLine): TrailLine {
  const { at, actor, subject, event, record, detail } = row;
  return {
    number: seq,
    at,
    actor,
    ...(purpose === undefined ? {} : { purpose }),
    ...(subject === undefined ? {} : { subject }),
    event,
    ...(record === undefined ? {} : { recordId: record }),
    ...(detail === undefined ? {} : { detail }),
  };
}
