/**
 * The keys that stored codes are hashed and sealed under. They stay in the host, outside the
 * database and outside the module.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Bytes } from "../bytes.js";
import { type Derived, derived, type OfRing, ofRing, ofStored } from "./derive.js";
import {
  type Binding,
  codeDigest,
  DIGEST_LENGTH,
  Digests,
  requestDigest,
  spelling,
} from "./digest.js";
import { equal } from "./equal.js";
import type { Part } from "./parts.js";
import type { KeyRing } from "./ring.js";
import { ofAnswer, ofCode, seal, unseal } from "./seal.js";
import { unsealable } from "./xaes.js";

/** A code from outside: 1 to 32 printable characters of ASCII. */
const CODE = /^[ -~]{1,32}$/;

/**
 * The keys of a ring: new codes are stored under the current root key, and what is stored under any
 * of them is known. What they give is, byte for byte, what the SDK for Rust gives.
 *
 * `part(x)` is the length of `x` in bytes as a 32-bit number, most significant byte first, and then
 * `x`; texts are in UTF-8.
 */
export class Keys {
  readonly #known: OfRing<Derived>;

  private constructor(known: OfRing<Derived>) {
    this.#known = known;
  }

  /**
   * The keys of a ring. Make them once: they are derived here, and need not be again.
   *
   * @throws {CodemintError} `key` when two root keys have one id.
   */
  static async of(ring: KeyRing): Promise<Keys> {
    return new Keys(await ofRing(ring, derived));
  }

  /** The root key under which new codes are stored: eight hexadecimal digits. No secret. */
  get current(): string {
    return this.#known[0].id;
  }

  /**
   * The digest of a code under the current key, 37 bytes: the format byte 1, the key id (4 bytes),
   * and `HMAC-SHA-256(digest key, part(1) ‖ part(tenant) ‖ part(purpose) ‖ part(subject) ‖
   * part(code))`.
   *
   * A digest that was made before names were kept in normal form C carries, behind those bytes, the
   * name that it was made for, where that was another spelling of the subject's.
   *
   * A short code has so few values that any hash without a key falls to trying them all, so the
   * hash has a key (NIST SP 800-63B section 3.1.1.2 asks for one "stored separately").
   */
  digest(binding: Binding, code: string): Promise<Bytes> {
    return codeDigest(this.#known[0], binding, code);
  }

  /**
   * The digests that a code of this binding may be stored as, one under each key of the ring. It
   * takes the same time whatever is stored, unlike {@link Keys.matches} for each stored digest. None of
   * them is a digest that carries a name: {@link Keys.matches} tells of that.
   */
  async digests(binding: Binding, code: string): Promise<Digests> {
    return new Digests(await Promise.all(this.#known.map((keys) => codeDigest(keys, binding, code))));
  }

  /**
   * Whether a stored digest, under any of the keys, is that of this code. The time does not depend
   * on where they differ; a digest of another format or key never matches, and takes as long; nor
   * does one that carries a name which is not a spelling of the subject's.
   */
  async matches(stored: Uint8Array, binding: Binding, code: string): Promise<boolean> {
    const keys = ofStored(this.#known, stored) ?? this.#known[0];
    const spelled = spelling(stored.subarray(DIGEST_LENGTH), binding.subject);
    const bound = { ...binding, subject: spelled ?? binding.subject };
    const same = equal(await codeDigest(keys, bound, code), stored.subarray(0, DIGEST_LENGTH));
    return same && (spelled !== undefined || stored.length <= DIGEST_LENGTH);
  }

  /**
   * A code, sealed under the current key for one record of one tenant: the format byte 1, the key
   * id (4 bytes), the nonce (24 bytes), then the code encrypted by XAES-256-GCM with its tag (16
   * bytes) and `part(1) ‖ part(tenant) ‖ part(the record's 16 bytes)` as associated data.
   *
   * @param record a UUID.
   * @param nonce 24 random bytes: enough for random ones never to meet.
   * @throws {CodemintError} `argument` for a record, a code or a nonce that is none.
   */
  async seal(tenant: string, record: string, code: string, nonce: Uint8Array): Promise<Bytes> {
    if (!CODE.test(code)) {
      const message = "a code is 1 to 32 printable characters of ASCII";
      throw new CodemintError("argument", message, { path: "code" });
    }
    const secret = new TextEncoder().encode(code);
    return seal(this.#known[0], ofCode(tenant, record), secret, nonce);
  }

  /**
   * The code that was sealed.
   *
   * @throws {CodemintError} `unsealable` when the bytes were not sealed under one of these keys for
   * this tenant and record; `argument` for a record that is none.
   */
  async unseal(tenant: string, record: string, bytes: Uint8Array): Promise<string> {
    const keys = ofStored(this.#known, bytes);
    const opened = await unseal(keys, ofCode(tenant, record), bytes);
    const code = String.fromCharCode(...opened.subarray(0, 33));
    if (!CODE.test(code)) throw unsealable();
    return code;
  }

  /**
   * The digest of what a request asks, under the current key: as a code's, with
   * `part(1) ‖ part("request") ‖ part(p) …` over its parts. A body may hold a code, so that a hash
   * without a key would tell it.
   */
  requestDigest(parts: readonly Part[]): Promise<Bytes> {
    return requestDigest(this.#known[0], parts);
  }

  /** Whether a stored digest, under any of the keys, is that of these parts, in constant time. */
  async isSameRequest(stored: Uint8Array, parts: readonly Part[]): Promise<boolean> {
    const keys = ofStored(this.#known, stored) ?? this.#known[0];
    return equal(await requestDigest(keys, parts), stored);
  }

  /**
   * An answer's body, sealed under the current key as a code is, with
   * `part(1) ‖ part(tenant) ‖ part("answer") ‖ part(name)` as associated data.
   *
   * @param name the SHA-256 of the name that the request was given.
   * @param nonce 24 random bytes.
   * @throws {CodemintError} `argument` for a name or a nonce of another length.
   */
  async sealAnswer(
    tenant: string,
    name: Uint8Array,
    body: Uint8Array,
    nonce: Uint8Array,
  ): Promise<Bytes> {
    return seal(this.#known[0], ofAnswer(tenant, name), body.slice(), nonce);
  }

  /**
   * The body that was sealed.
   *
   * @throws {CodemintError} `unsealable` when the bytes were not sealed under one of these keys for
   * this tenant and name; `argument` for a name of another length.
   */
  async unsealAnswer(tenant: string, name: Uint8Array, bytes: Uint8Array): Promise<Bytes> {
    return unseal(ofStored(this.#known, bytes), ofAnswer(tenant, name), bytes);
  }
}
