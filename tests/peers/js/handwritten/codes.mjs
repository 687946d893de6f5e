/**
 * The peer's codes and IDs: drawn from the platform's randomness, many at once.
 *
 * @module
 */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const CHUNK = 9;
const POWERS = Array.from({ length: CHUNK + 1 }, (_, digits) => 10 ** digits);

/** 32-bit words, drawn as many at once as a batch is likely to need. */
class Words {
  #words;
  #at = 0;

  constructor(likely) {
    this.#words = crypto.getRandomValues(new Uint32Array(Math.min(likely, 16_384)));
  }

  next() {
    if (this.#at === this.#words.length) {
      crypto.getRandomValues(this.#words);
      this.#at = 0;
    }
    const word = this.#words[this.#at];
    this.#at += 1;
    return word;
  }
}

/** Draws the IDs and codes of a batch. */
export class Draw {
  #words;
  #time;

  /** @param now whole seconds since 1970 */
  constructor(codes, length, now) {
    this.#words = new Words(codes * (3 + Math.ceil(length / CHUNK)));
    const time = (now * 1000).toString(16).padStart(12, "0");
    this.#time = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  }

  /** A UUID of version 7 (RFC 9562). */
  id() {
    const [one, two, three] = [this.#words.next(), this.#words.next(), this.#words.next()];
    const random = HEX[one & 0xff] + HEX[(one >>> 8) & 0xff];
    const variant = HEX[((two >>> 24) & 0x3f) | 0x80] + HEX[(two >>> 16) & 0xff];
    const rest = HEX[(two >>> 8) & 0xff] + HEX[two & 0xff];
    const last = HEX[three >>> 24] + HEX[(three >>> 16) & 0xff] + HEX[(three >>> 8) & 0xff];
    return `${this.#time}${random.slice(1)}-${variant}-${rest}${last}${HEX[three & 0xff]}`;
  }

  /** Uniformly distributed decimal digits. */
  digits(length) {
    let code = "";
    for (let left = length; left > 0; left -= CHUNK) {
      const chunk = Math.min(left, CHUNK);
      code += String(this.#below(POWERS[chunk])).padStart(chunk, "0");
    }
    return code;
  }

  /** An integer below the bound: words beyond its largest multiple are rejected. */
  #below(bound) {
    const end = 2 ** 32 - (2 ** 32 % bound);
    let word = this.#words.next();
    while (word >= end) word = this.#words.next();
    return word % bound;
  }
}
