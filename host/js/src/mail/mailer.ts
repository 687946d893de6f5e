/**
 * What sends mail.
 *
 * @module
 */

import type { Purpose } from "../module/types.js";

/** A mail with a code. Secret. */
export interface Mail {
  /** Whose code it is. */
  readonly tenant: string;
  /**
   * The record that the code belongs to. A mail that is sent twice has the same one: derive the
   * mail's `Message-ID` from it, so that a receiver can fold a repetition.
   */
  readonly record: string;
  /**
   * To whom. An address that a request named is in the form in which it is sent: the local part in
   * normal form C, the domain in ASCII. Where the local part is not ASCII, a server that does not
   * offer SMTPUTF8 (RFC 6531) cannot be told it: answer `needs-smtputf8` then. One of the
   * directory's is as the directory has it.
   */
  readonly to: string;
  /** The language in which it is to be read (BCP 47), if that is known. */
  readonly locale?: string;
  /** What the code grants. */
  readonly purpose: Purpose;
  /** The code. */
  readonly code: string;
  /** The last second in which the code is valid. */
  readonly notAfter: number;
  /** When it is sent. */
  readonly now: number;
}

/**
 * Why a mail was not sent: a word for the class, never anything that a server has said, since that
 * may repeat what was in the mail. `needs-smtputf8`: the recipient's local part is not ASCII, and
 * the service offers no SMTPUTF8.
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

/** What sends mail. */
export interface Mailer {
  /**
   * Hands a mail over to a service that takes responsibility for it.
   *
   * @returns nothing once the service has said so; else why it did not. What is thrown counts as
   * `connection`.
   */
  send(mail: Mail): Promise<MailFault | undefined>;

  /**
   * How long {@link Mailer.send} may take, in seconds, 1 to 86,400; 60 if not given. A mail whose
   * sending takes longer may be sent a second time.
   */
  readonly patience?: number;
}
