/**
 * What a fault means for the delivery of a mail.
 *
 * @module
 */

import type { MailFault } from "./mailer.js";

/** Whether each fault is permanent, so that another attempt would fail too. */
const PERMANENT: Readonly<Record<MailFault, boolean>> = {
  connection: false,
  login: false,
  temporary: false,
  rejected: true,
  recipient: true,
  "needs-smtputf8": true,
  composition: false,
  unsealable: false,
  unanswered: false,
  expired: true,
};

/** Every reason why a mail was not sent. */
export const MAIL_FAULTS = Object.keys(PERMANENT) as readonly MailFault[];

/** Reports whether a value is a fault: a program without types may return anything. */
export function isMailFault(value: unknown): value is MailFault {
  return typeof value === "string" && Object.hasOwn(PERMANENT, value);
}

/** Reports whether another attempt would fail too. */
export function isPermanent(fault: MailFault): boolean {
  return PERMANENT[fault];
}

/** Reports whether the mail service is unreachable, so that any other mail would fail too. */
export function isNoService(fault: MailFault): boolean {
  return fault === "connection" || fault === "login";
}
