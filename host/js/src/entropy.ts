/**
 * The host's source of randomness.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/** A source of random bytes. */
export interface Entropy {
  /**
   * Fills all of `bytes` with unpredictable bytes.
   *
   * @throws if it cannot: nothing is issued then.
   */
  fill(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** The platform's source of randomness (Web Cryptography API). */
export const systemEntropy: Entropy = {
  fill: async (bytes) => {
    crypto.getRandomValues(bytes);
  },
};

/** How many draws are checked before the first result is used. */
const STARTUP = 16;

/** How many draws are remembered, by SHA-256, to detect repetition. */
const REMEMBERED = 256;

/**
 * Draws seeds and nonces, and rejects the output of a broken source. Each draw must pass `isRandom`
 * and differ from the last 256; 16 draws must pass both checks before the first result is used
 * (NIST SP 800-90B section 4.3 asks for start-up and continuous tests). The Rust SDK has the same
 * checks.
 */
export class Seeds {
  readonly #source: Entropy;
  /** The SHA-256 of the last draws: the draws themselves are not kept. */
  readonly #drawn = new Set<string>();
  #started: Promise<void> | undefined;

  private constructor(source: Entropy) {
    this.#source = source;
  }

  /** Returns the instance for a source. Issuers that use the same source share its history. */
  static of(source: Entropy): Seeds {
    const known = SHARED.get(source) ?? new Seeds(source);
    SHARED.set(source, known);
    return known;
  }

  /** 32 bytes for one settlement. */
  seed(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#draw(32);
  }

  /** 24 bytes for one encryption. */
  nonce(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#draw(24);
  }

  async #draw(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const started = (this.#started ??= this.#start());
    try {
      await started;
    } catch (thrown) {
      // The source may work again at the next call.
      if (this.#started === started) this.#started = undefined;
      throw thrown;
    }
    return this.#checked(length);
  }

  async #start(): Promise<void> {
    for (let draws = 0; draws < STARTUP; draws += 1) await this.#checked(32);
  }

  async #checked(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    try {
      await this.#source.fill(bytes);
    } catch (cause) {
      throw new CodemintError("entropy", "the source of randomness failed", { cause });
    }
    if (!isRandom(bytes)) throw stuck();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).join();
    if (this.#drawn.has(hash)) throw stuck();
    if (this.#drawn.size >= REMEMBERED) {
      const [oldest = ""] = this.#drawn;
      this.#drawn.delete(oldest);
    }
    this.#drawn.add(hash);
    return bytes;
  }
}

const SHARED = new WeakMap<Entropy, Seeds>();

/**
 * Reports whether bytes may come from a working source: they have at least half as many distinct
 * values as bytes. Bytes that were not filled, or that repeat with a short period, do not. One draw
 * of 32 random bytes in 2^54 has fewer than 16 values, one of 24 bytes in 2^48 fewer than 12.
 */
function isRandom(bytes: Uint8Array): boolean {
  return new Set(bytes).size >= bytes.length / 2;
}

function stuck(): CodemintError {
  return new CodemintError("entropy", "the source of randomness is stuck");
}
