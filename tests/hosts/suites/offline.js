/**
 * Codes that a computer verifies without a network: `tests/offline`. The digest of a code and how a
 * computer's key is derived are told by no call of the module.
 *
 * @module
 */

import { bytesOf, closed, wanted } from "./read.js";

const MINT = {
  title: wanted, device_key: wanted, account: wanted, issued: wanted, validity_index: wanted,
  single_use: wanted, code: wanted, digest: wanted,
};
const VERIFY = {
  title: wanted, device_key: wanted, account: wanted, typed: wanted, now: wanted,
  window_hours: wanted, tolerance_seconds: wanted, answer: wanted,
};

export const mintCases = (vectors) =>
  vectors.map((vector) => {
    const it = closed("mint", vector, MINT);
    const terms = { issued: it.issued, span: it.validity_index, singleUse: it.single_use };
    return {
      name: it.title,
      expected: it.code,
      observe: (codemint) => codemint.mintOffline(bytesOf(it.device_key), it.account, terms),
    };
  });

export const verifyCases = (vectors) =>
  vectors.map((vector) => {
    const it = closed("verify", vector, VERIFY);
    const { now, window_hours: hours, tolerance_seconds: tolerance } = it;
    return {
      name: it.title,
      expected: it.answer,
      observe: (codemint) =>
        answered(
          codemint.verifyOffline(bytesOf(it.device_key), it.account, it.typed, {
            now, hours, tolerance,
          }),
        ),
    };
  });

/** The package's answer in the words of the vectors. */
function answered(verified) {
  switch (verified.kind) {
    case "valid": {
      const shape = { kind: wanted, terms: wanted, notBefore: wanted, notAfter: wanted };
      const { issued, span, singleUse } = closed("verified", verified, shape).terms;
      return { issued, validity_index: span, single_use: singleUse };
    }
    case "too-long":
    case "symbol":
    case "digits":
      return { refused: "malformed" };
    case "clock-not-set":
      return { refused: "clock not set" };
    case "not-yet-valid":
      return { refused: "not yet valid", not_before: verified.notBefore };
    case "expired":
      return { refused: "expired", not_after: verified.notAfter };
    default:
      return { refused: verified.kind };
  }
}
