/**
 * The keys for hashing and encrypting stored codes. They stay in the host, outside the database and
 * the module.
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

/** A code: 1 to 32 printable ASCII characters. */
const CODE = /^[ -~]{1,32}$/;

/**
 * The keys of a ring: new codes are stored under the current root key, existing ones are read under
 * any of them. The results are byte for byte those of the Rust SDK.
 *
 * `part(x)` is the length of `x` in bytes as a 32-bit number, most significant byte first, followed
 * by `x`; texts are in UTF-8.
 */
export class Keys {
  readonly #known: OfRing<Derived>;

  private constructor(known: OfRing<Derived>) {
    this.#known = known;
  }

  /**
   * Derives the keys of a ring. Call it once and keep the result.
   *
   * @throws {CodemintError} `key` if two root keys have the same ID.
   */
  static async of(ring: KeyRing): Promise<Keys> {
    return new Keys(await ofRing(ring, derived));
  }

  /** The ID of the root key for new codes: eight hexadecimal digits. Not secret. */
  get current(): string {
    return this.#known[0].id;
  }

  /**
   * Computes the digest of a code under the current key, 37 bytes: the format byte 1, the key ID (4
   * bytes), and `HMAC-SHA-256(digest key, part(1) ‖ part(tenant) ‖ part(purpose) ‖ part(subject) ‖
   * part(code))`.
   *
   * A digest that was made before names were stored in normal form C is followed by the name that
   * it was made for, if that was another spelling of the subject.
   *
   * Short codes have so few values that an unkeyed hash can be inverted by testing them all, so the
   * hash is keyed (NIST SP 800-63B section 3.1.1.2 asks for a key that is "stored separately").
   */
  digest(binding: Binding, code: string): Promise<Bytes> {
    return codeDigest(this.#known[0], binding, code);
  }

  /**
   * Computes the digests that a code with this binding may be stored as, one under each key of the
   * ring. Unlike calling {@link Keys.matches} for each stored digest, the time does not depend on
   * what is stored. Digests that are followed by a name need {@link Keys.matches}.
   */
  async digests(binding: Binding, code: string): Promise<Digests> {
    return new Digests(await Promise.all(this.#known.map((keys) => codeDigest(keys, binding, code))));
  }

  /**
   * Reports whether a stored digest, under any of the keys, is that of this code. The time does not
   * depend on where they differ. A digest with another format or key never matches, and takes as
   * long; nor does one that is followed by a name which is not a spelling of the subject.
   */
  async matches(stored: Uint8Array, binding: Binding, code: string): Promise<boolean> {
    const keys = ofStored(this.#known, stored) ?? this.#known[0];
    const spelled = spelling(stored.subarray(DIGEST_LENGTH), binding.subject);
    const bound = { ...binding, subject: spelled ?? binding.subject };
    const same = equal(await codeDigest(keys, bound, code), stored.subarray(0, DIGEST_LENGTH));
    return same && (spelled !== undefined || stored.length <= DIGEST_LENGTH);
  }

  /**
   * Encrypts a code under the current key for one record of one tenant. The result is the format
   * byte 1, the key ID (4 bytes), the nonce (24 bytes), then the code encrypted by XAES-256-GCM
   * with its tag (16 bytes) and `part(1) ‖ part(tenant) ‖ part(the record's 16 bytes)` as
   * associated data.
   *
   * @param record a UUID.
   * @param nonce 24 random bytes: long enough for random nonces never to repeat.
   * @throws {CodemintError} `argument` if the record, the code or the nonce is not valid.
   */
  async seal(tenant: string, record: string, code: string, nonce: Uint8Array): Promise<Bytes> {
    if (!CODE.test(code)) {
      const message = "a code must be 1 to 32 printable ASCII characters";
      throw new CodemintError("argument", message, { path: "code" });
    }
    const secret = new TextEncoder().encode(code);
    return seal(this.#known[0], ofCode(tenant, record), secret, nonce);
  }

  /**
   * Decrypts a code.
   *
   * @throws {CodemintError} `unsealable` if the bytes were not encrypted under one of these keys
   * for this tenant and record; `argument` if the record is not a UUID.
   */
  async unseal(tenant: string, record: string, bytes: Uint8Array): Promise<string> {
    const keys = ofStored(this.#known, bytes);
    const opened = await unseal(keys, ofCode(tenant, record), bytes);
    const code = String.fromCharCode(...opened.subarray(0, 33));
    if (!CODE.test(code)) throw unsealable();
    return code;
  }

  /**
   * Computes the digest of a request under the current key: like that of a code, but over
   * `part(1) ‖ part("request") ‖ part(p) …` for its parts. It is keyed because a body may contain a
   * code.
   */
  requestDigest(parts: readonly Part[]): Promise<Bytes> {
    return requestDigest(this.#known[0], parts);
  }

  /**
   * Reports, in constant time, whether a stored digest under any of the keys is that of these
   * parts.
   */
  async isSameRequest(stored: Uint8Array, parts: readonly Part[]): Promise<boolean> {
    const keys = ofStored(this.#known, stored) ?? this.#known[0];
    return equal(await requestDigest(keys, parts), stored);
  }

  /**
   * Encrypts an answer's body under the current key, like a code, but with
   * `part(1) ‖ part(tenant) ‖ part("answer") ‖ part(name)` as associated data.
   *
   * @param name the SHA-256 of the request's idempotency key.
   * @param nonce 24 random bytes.
   * @throws {CodemintError} `argument` if the name or the nonce has another length.
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
   * Decrypts an answer's body.
   *
   * @throws {CodemintError} `unsealable` if the bytes were not encrypted under one of these keys
   * for this tenant and name; `argument` if the name has another length.
   */
  async unsealAnswer(tenant: string, name: Uint8Array, bytes: Uint8Array): Promise<Bytes> {
    return unseal(ofStored(this.#known, bytes), ofAnswer(tenant, name), bytes);
  }
}
