/**
 * What a fault means for a mail.
 *
 * @module
 */

import type { MailFault } from "./mailer.js";

/** Whether another try could end otherwise, for each word. */
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

/** Whether it is one of the words, rather than what a program without types has returned. */
export function isMailFault(value: unknown): value is MailFault {
  return typeof value === "string" && Object.hasOwn(PERMANENT, value);
}

/** Whether a mail that met it is not worth another try. */
export function isPermanent(fault: MailFault): boolean {
  return PERMANENT[fault];
}

/** Whether there is no service at all, so that another mail would fare no better. */
export function isNoService(fault: MailFault): boolean {
  return fault === "connection" || fault === "login";
}
