/**
 * Changes to a table that are not in force yet.
 *
 * @module
 */

/** A table with changes over it. */
export class Layer<V> {
  readonly #base: Map<string, V>;
  /** `undefined` for what has been taken out. */
  readonly #changed = new Map<string, V | undefined>();

  constructor(base: Map<string, V>) {
    this.#base = base;
  }

  /** What stands there, with all changes. */
  get(key: string): V | undefined {
    return this.#changed.has(key) ? this.#changed.get(key) : this.#base.get(key);
  }

  set(key: string, value: V): void {
    this.#changed.set(key, value);
  }

  delete(key: string): void {
    this.#changed.set(key, undefined);
  }

  /** Puts the changes in force. */
  commit(): void {
    for (const [key, value] of this.#changed) {
      if (value === undefined) this.#base.delete(key);
      else this.#base.set(key, value);
    }
  }
}
