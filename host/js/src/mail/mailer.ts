/**
 * The interface for sending mail.
 *
 * @module
 */

import type { Purpose } from "../module/types.js";

/** A mail with a code. Secret. */
export interface Mail {
  /** The tenant that issued the code. */
  readonly tenant: string;
  /**
   * The record that the code belongs to. It is the same if a mail is sent twice: derive the mail's
   * `Message-ID` from it, so that receivers can recognize the duplicate.
   */
  readonly record: string;
  /**
   * The recipient's address. An address from a request has its local part in normal form C and its
   * domain in ASCII. A local part that is not ASCII needs a server with SMTPUTF8 (RFC 6531): return
   * `needs-smtputf8` if the server does not offer it. An address from the directory is unchanged.
   */
  readonly to: string;
  /** The recipient's language (BCP 47), if it is known. */
  readonly locale?: string;
  /** The purpose of the code. */
  readonly purpose: Purpose;
  /** The code. */
  readonly code: string;
  /** The last second in which the code is valid, since 1970-01-01T00:00:00Z. */
  readonly notAfter: number;
  /** The time of the attempt, in seconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

/**
 * Why a mail was not sent: a class of fault, never a server's own text, which may quote the mail.
 * `needs-smtputf8`: the recipient's local part is not ASCII, and the service does not offer
 * SMTPUTF8.
 */
export type MailFault =
  | "connection"
  | "login"
  | "temporary"
  | "rejected"
  | "recipient"
  | "needs-smtputf8"
  | "composition"
  | "unsealable"
  | "unanswered"
  | "expired";

/** Sends mail. */
export interface Mailer {
  /**
   * Hands a mail over to a service that takes responsibility for it.
   *
   * @returns `undefined` once the service has accepted it, otherwise the fault. An exception counts
   * as `connection`.
   */
  send(mail: Mail): Promise<MailFault | undefined>;

  /**
   * How long {@link Mailer.send} may take, in seconds, 1 to 86,400; 60 if not given. A mail whose
   * sending takes longer may be sent a second time.
   */
  readonly patience?: number;
}
