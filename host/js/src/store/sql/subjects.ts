/**
 * Lists of subjects as parameters of a statement.
 *
 * @module
 */

import type { SqlValue } from "./driver.js";

/** The numbers of subjects per statement: few different statements, so that they stay prepared. */
const SIZES = [1, 8, 90] as const;

/** The maximum number of subjects per statement. */
export const MAX_SUBJECTS = SIZES[2];

/** The rows of a `VALUES` clause, each with a position and a parameter for the subject. */
export interface NumberedSubjects {
  readonly rows: string;
  /** The parameters. The last ones may be null, which matches no subject. */
  readonly values: readonly SqlValue[];
}

/** Numbers at most {@link MAX_SUBJECTS} subjects. */
export function numbered(subjects: readonly string[]): NumberedSubjects {
  const size = SIZES.find((size) => size >= subjects.length) ?? MAX_SUBJECTS;
  return {
    rows: Array.from({ length: size }, (_, n) => `(${n}, ?)`).join(", "),
    values: Array.from({ length: size }, (_, n) => subjects[n] ?? null),
  };
}
