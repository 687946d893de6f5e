/**
 * Repeated requests: the second is answered as the first was, and nothing is done for it.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Reply, Route } from "../module/types.js";
import type { AnswerKey, KeptAnswer } from "../store/store.js";
import { type Context, now } from "./context.js";
import { nameOf } from "./caller.js";
import type { IssueRequest } from "./request.js";

/** How long an answer is given again, in seconds: a day, as callers of other APIs are used to. */
const KEPT = 24 * 60 * 60;

/** A name: 1 to 255 visible ASCII characters. */
const NAME = /^[!-~]{1,255}$/;

const utf8 = new TextEncoder();

/** A request that has a name. */
export interface Repeat {
  readonly tenant: string;
  readonly key: AnswerKey & { readonly name: Uint8Array<ArrayBuffer> };
  /** What is asked: two requests of one name must be the same. */
  readonly parts: readonly Uint8Array[];
}

/**
 * The request by its name, if it has one and its route knows of names.
 *
 * @throws {CodemintError} `repeat` for a name that is none.
 */
export async function repeatOf(
  route: Route,
  request: IssueRequest,
  tenant: string,
): Promise<Repeat | undefined> {
  if (route.repeatHeader === undefined || request.repeat === undefined) return undefined;
  if (!NAME.test(request.repeat)) throw fault();
  const hash = await crypto.subtle.digest("SHA-256", utf8.encode(request.repeat));
  const { dialect, name } = route;
  const parts = [dialect, name, request.query].map((part) => utf8.encode(part));
  const key = { actor: nameOf(request.caller), name: new Uint8Array(hash) };
  return { tenant, key, parts: [...parts, request.body] };
}

/**
 * How it was answered before, if it was.
 *
 * @throws {CodemintError} `repeat` when another request had that name.
 */
export async function answered(context: Context, repeat: Repeat): Promise<Reply | undefined> {
  const { store, keys } = context;
  const { tenant, key, parts } = repeat;
  const kept = await store.keptAnswer(tenant, key, await now(context));
  if (kept === undefined) return undefined;
  if (!(await keys.isSameRequest(kept.request, parts))) throw fault();
  const body = await keys.unsealAnswer(tenant, key.name, kept.sealedBody);
  return { status: kept.status, contentType: kept.contentType, body };
}

/** The reply, as it is kept. */
export async function toBeKept(
  context: Context,
  repeat: Repeat,
  reply: Reply,
  at: number,
): Promise<KeptAnswer> {
  const { keys, seeds } = context;
  const nonce = await seeds.nonce();
  return {
    key: repeat.key,
    request: await keys.requestDigest(repeat.parts),
    status: reply.status,
    contentType: reply.contentType,
    sealedBody: await keys.sealAnswer(repeat.tenant, repeat.key.name, reply.body, nonce),
    until: at + KEPT,
  };
}

function fault(): CodemintError {
  return new CodemintError("repeat", "the name of the request is ill-formed, or another's");
}
