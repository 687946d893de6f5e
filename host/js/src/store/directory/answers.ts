/**
 * The answers of a directory.
 *
 * @module
 */

import type { DirectoryEntry } from "../../directory.js";
import type { Purpose } from "../../module/types.js";
import type { KnownSubject } from "./entries.js";

/** The answer for a known subject, or for an unknown one. */
export function answer(
  known: Omit<KnownSubject, "key" | "device"> | undefined,
  purpose: Purpose,
): DirectoryEntry {
  const { mail, locale } = known ?? {};
  const row = {
    standing: known?.standing ?? "unknown",
    purposeAllowed: known?.purposes.includes(purpose) ?? false,
    hasMail: mail !== undefined,
  } as const;
  return {
    row,
    ...(mail === undefined ? {} : { mail }),
    ...(locale === undefined ? {} : { locale }),
  };
}
