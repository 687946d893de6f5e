/**
 * The host's randomness.
 *
 * @module
 */

import { CodemintError } from "./errors.js";

/** What gives random bytes. */
export interface Entropy {
  /**
   * Fills `bytes` with bytes that nobody can foresee.
   *
   * @throws where it cannot: then nothing is issued.
   */
  fill(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** The machine's randomness, by the Web Cryptography API. */
export const systemEntropy: Entropy = {
  fill: async (bytes) => {
    crypto.getRandomValues(bytes);
  },
};

/** Draws seeds, and refuses what a broken source gives: zeros, or the last bytes once more. */
export class Seeds {
  readonly #source: Entropy;
  /** The SHA-256 of the last seed, so that the seed itself is not kept. */
  #last = "";

  constructor(source: Entropy) {
    this.#source = source;
  }

  /** 32 bytes for one settlement. */
  async seed(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#draw(32);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).join();
    if (hash === this.#last) throw stuck();
    this.#last = hash;
    return bytes;
  }

  /** 24 bytes for a seal. */
  nonce(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#draw(24);
  }

  async #draw(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    try {
      await this.#source.fill(bytes);
    } catch (cause) {
      throw new CodemintError("entropy", "the source of randomness failed", { cause });
    }
    if (bytes.every((byte) => byte === 0)) throw stuck();
    return bytes;
  }
}

function stuck(): CodemintError {
  return new CodemintError("entropy", "the source of randomness is stuck");
}
