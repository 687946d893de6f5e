/**
 * Codes that a computer verifies without a network: `tests/offline`. No call of the module returns the
 * digest of a code, or derives a computer's key.
 *
 * @module
 */

import { bytesOf, closed, required } from "./read.js";

const MINT = {
  title: required, device_key: required, account: required, issued: required,
  validity_index: required, single_use: required, code: required, digest: required,
};
const VERIFY = {
  title: required, device_key: required, account: required, typed: required, now: required,
  window_hours: required, tolerance_seconds: required, answer: required,
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

/** The package's answer in the terms of the vectors. */
function answered(verified) {
  switch (verified.kind) {
    case "valid": {
      const shape = { kind: required, terms: required, notBefore: required, notAfter: required };
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
