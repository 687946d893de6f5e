/**
 * Error messages for invalid writes, which are bugs of the caller.
 *
 * @module
 */

/** A write with codes or mails needs a purpose. */
export const WITHOUT_PURPOSE = "a write with codes or mails has no purpose";

/** A mail needs a record. */
export const MAIL_WITHOUT_RECORD = "a mail refers to no record of its tenant and purpose";
