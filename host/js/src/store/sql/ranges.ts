/**
 * Merges several ranges of an index, newest first.
 *
 * @module
 */

import { chunks, type Statement } from "./driver.js";

/**
 * The number of queries in a compound statement: Cloudflare's databases allow five. Larger ones are
 * nested.
 */
const MERGED = 4;

/** Limits of a range: few different statements, so that they stay prepared. */
const SIZES = [2, 26, 101, 1001] as const;

/**
 * Selects columns of the newest codes in several ranges, at most `limit`. Each range is a query for
 * places in the order of an index, so that merging reads no further than the limit.
 */
export function newest(columns: string, ranges: readonly Statement[], limit: number): Statement {
  const size = SIZES.find((size) => size >= limit) ?? Number.MAX_SAFE_INTEGER;
  const merged = merge(ranges, size);
  return {
    sql: `SELECT ${columns} FROM (${merged.sql}) AS found
      CROSS JOIN records USING (place) ORDER BY found.place DESC LIMIT ?`,
    values: [...merged.values, limit],
  };
}

function merge(ranges: readonly Statement[], size: number): Statement {
  if (ranges.length > MERGED) {
    const parts = chunks(ranges, MERGED).map((some) => merge(some, size));
    return merge(parts.map(nested), size);
  }
  return {
    sql: `${ranges.map(({ sql }) => sql).join(" UNION ALL ")} ORDER BY place DESC LIMIT ${size}`,
    values: ranges.flatMap(({ values }) => values),
  };
}

const nested = ({ sql, values }: Statement): Statement => ({
  sql: `SELECT place FROM (${sql})`,
  values,
});
