/**
 * Writes that no store takes: whoever composed them is broken.
 *
 * @module
 */

/** A write without a purpose has no codes and no mails. */
export const WITHOUT_PURPOSE = "a write with codes or mails does not say what they grant";

/** A mail has a record. */
export const MAIL_WITHOUT_RECORD = "a mail carries the code of no record of its tenant and purpose";
