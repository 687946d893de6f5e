/**
 * The outbox in memory: what becomes of a mail on its way.
 *
 * @module
 */

import type { MailFault } from "../../mail/mailer.js";
import type { MailStep } from "../store.js";
import type { Post, Tables } from "./tables.js";

/** Whether the mail stood as it was seen, and was changed. */
export function step(tables: Tables, record: string, attempts: number, what: MailStep): boolean {
  const post = tables.posts.get(record);
  if (post === undefined || post.deadAt !== undefined || post.attempts !== attempts) return false;
  tables.posts.set(record, after(post, what));
  return true;
}

function after(post: Post, what: MailStep): Post {
  switch (what.kind) {
    case "try": {
      const attempts = post.attempts + 1;
      return { ...post, attempts, nextAttemptAt: what.until, lastError: "unanswered" };
    }
    case "fail":
      return { ...post, nextAttemptAt: what.againAt, lastError: what.fault };
    case "die":
      return died(post, what.at, what.fault);
    case "hurry":
      return { ...post, nextAttemptAt: what.at };
  }
}

/** The mail as a dead letter: without its code. */
export function died(post: Post, at: number, fault: MailFault): Post {
  return { ...post, deadAt: at, lastError: fault, sealedCode: new Uint8Array() };
}

/** The mails that wait, in the order in which they came. */
export function waitingPosts(tables: Tables): Post[] {
  const posts = [...tables.posts.values()].filter((post) => post.deadAt === undefined);
  return posts.sort((one, other) => one.place - other.place);
}

/** Those of a tenant that are due: the earliest first, of equal ones the oldest. */
export function duePosts(tables: Tables, tenant: string, now: number): Post[] {
  const isDue = (post: Post): boolean => post.tenant === tenant && post.nextAttemptAt <= now;
  const due = waitingPosts(tables).filter(isDue);
  return due.sort((one, other) => one.nextAttemptAt - other.nextAttemptAt);
}

/** Dead letters: those that died first first, of equal ones the oldest. */
export function deadPosts(tables: Tables): Post[] {
  const posts = [...tables.posts.values()].filter((post) => post.deadAt !== undefined);
  const died = (post: Post): number => post.deadAt ?? 0;
  return posts.sort((one, other) => died(one) - died(other) || one.place - other.place);
}
