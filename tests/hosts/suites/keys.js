/**
 * The parts of the SDK outside the module, with the host's own cryptography: codes at rest
 * (`tests/at-rest`), computers' keys (`tests/offline`), checkpoints of the audit trail (`tests/audit`).
 *
 * @module
 */

import { bytesOf, closed, required } from "./read.js";

const AT_REST = {
  root_key: required, tenant: required, purpose: required, subject: required, code: required,
  record: required, nonce: required, digest: required, sealed: required, request: required,
  request_digest: required, answer_name: required, answer: required, answer_nonce: required,
  sealed_answer: required,
};

export const atRestCases = (vectors) =>
  vectors.map((vector, place) => {
    const it = closed("at-rest", vector, AT_REST);
    const { digest, sealed, code, request_digest, sealed_answer, answer } = it;
    return {
      name: String(place),
      expected: {
        digest, matches: true, sealed, code, request_digest, same: true, sealed_answer, answer,
      },
      observe: (codemint) => atRest(codemint, it),
    };
  });

async function atRest({ KeyRing, Keys }, it) {
  const keys = await Keys.of(KeyRing.fromText(it.root_key));
  const { tenant, code, request } = it;
  const [record, name] = [uuidOf(it.record), bytesOf(it.answer_name)];
  const answer = new TextEncoder().encode(it.answer);
  const opened = await keys.unsealAnswer(tenant, name, bytesOf(it.sealed_answer));
  return {
    digest: hexOf(await keys.digest(it, code)),
    matches: await keys.matches(bytesOf(it.digest), it, code),
    sealed: hexOf(await keys.seal(tenant, record, code, bytesOf(it.nonce))),
    code: await keys.unseal(tenant, record, bytesOf(it.sealed)),
    request_digest: hexOf(await keys.requestDigest(request)),
    same: await keys.isSameRequest(bytesOf(it.request_digest), request),
    sealed_answer: hexOf(await keys.sealAnswer(tenant, name, answer, bytesOf(it.answer_nonce))),
    answer: new TextDecoder().decode(opened),
  };
}

const DERIVE = {
  title: required, tenant_key: required, tenant: required, computer: required, domain: required,
  device_id: required, device_key: required,
};

export const deriveCases = (vectors) =>
  vectors.map((vector, place) => {
    const it = closed("derive", vector, DERIVE);
    return {
      name: `${place}: ${it.title}`,
      expected: it.device_key,
      observe: async ({ Computer, OfflineKey, deviceKeyToHex }) => {
        const computer = Computer.of(it.computer, it.domain, it.device_id || undefined);
        const key = OfflineKey.fromHex(it.tenant_key);
        return deviceKeyToHex(await key.deviceKey(it.tenant, computer));
      },
    };
  });

/** One case for each entry: the chain up to it, signed as a head and as a cut. */
export const auditCases = (trails) =>
  trails.flatMap(({ root_key, writer, signed_at: at, entries }, trail) =>
    entries.map(({ seq, chain, head, cut }) => ({
      name: `${trail}: ${seq}`,
      expected: { head, cut, checked: ["good", "good"] },
      observe: async ({ AuditKeys, KeyRing }) => {
        const [keys, name] = [await AuditKeys.of(KeyRing.fromText(root_key)), bytesOf(writer)];
        const terms = { seq: BigInt(seq), chain: bytesOf(chain), at };
        const signed = (kind) => keys.sign(name, { kind, ...terms });
        const both = [await signed("head"), await signed("cut")];
        const checked = await Promise.all(both.map((one) => keys.check(name, one)));
        const [ofHead, ofCut] = both.map(({ signature }) => hexOf(signature));
        return { head: ofHead, cut: ofCut, checked };
      },
    })));

const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const uuidOf = (hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
