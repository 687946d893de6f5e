/**
 * Repeated requests: a repetition gets the stored answer, and has no other effect.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Reply, Route } from "../module/types.js";
import type { AnswerKey, KeptAnswer } from "../store/store.js";
import { type Context, now } from "./context.js";
import { nameOf } from "./caller.js";
import type { IssueRequest } from "./request.js";

/** How long an answer is stored, in seconds: a day, as is usual for idempotency keys. */
const LIFETIME = 24 * 60 * 60;

/** An idempotency key: 1 to 255 visible ASCII characters. */
const KEY = /^[!-~]{1,255}$/;

const utf8 = new TextEncoder();

/** A request with an idempotency key. */
export interface Repeat {
  readonly tenant: string;
  readonly key: AnswerKey & { readonly name: Uint8Array<ArrayBuffer> };
  /** The content of the request: two requests with the same key must be the same. */
  readonly parts: readonly Uint8Array[];
}

/**
 * Returns the request as a repeatable one, if it has an idempotency key and its route supports
 * that.
 *
 * @throws {CodemintError} `repeat` if the key is malformed.
 */
export async function repeatOf(
  route: Route,
  request: IssueRequest,
  tenant: string,
): Promise<Repeat | undefined> {
  if (route.repeatHeader === undefined || request.repeat === undefined) return undefined;
  if (!KEY.test(request.repeat)) throw fault();
  const hash = await crypto.subtle.digest("SHA-256", utf8.encode(request.repeat));
  const { dialect, name } = route;
  const parts = [dialect, name, request.query].map((part) => utf8.encode(part));
  const key = { actor: nameOf(request.caller), name: new Uint8Array(hash) };
  return { tenant, key, parts: [...parts, request.body] };
}

/**
 * Returns the stored reply, if the request was answered before.
 *
 * @throws {CodemintError} `repeat` if the key was used for a different request.
 */
export async function earlierReply(context: Context, repeat: Repeat): Promise<Reply | undefined> {
  const { store, keys } = context;
  const { tenant, key, parts } = repeat;
  const kept = await store.keptAnswer(tenant, key, await now(context));
  if (kept === undefined) return undefined;
  if (!(await keys.isSameRequest(kept.request, parts))) throw fault();
  const body = await keys.unsealAnswer(tenant, key.name, kept.sealedBody);
  return { status: kept.status, contentType: kept.contentType, body };
}

/** The reply in the form in which it is stored. */
export async function answerToKeep(
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
    until: at + LIFETIME,
  };
}

function fault(): CodemintError {
  const message = "the idempotency key is malformed, or was used for another request";
  return new CodemintError("repeat", message);
}
