/**
 * Uncommitted changes to a table.
 *
 * @module
 */

/** A table with uncommitted changes. */
export class Layer<V> {
  readonly #base: Map<string, V>;
  /** `undefined` for a deleted entry. */
  readonly #changed = new Map<string, V | undefined>();

  constructor(base: Map<string, V>) {
    this.#base = base;
  }

  /** The value after all changes. */
  get(key: string): V | undefined {
    return this.#changed.has(key) ? this.#changed.get(key) : this.#base.get(key);
  }

  set(key: string, value: V): void {
    this.#changed.set(key, value);
  }

  delete(key: string): void {
    this.#changed.set(key, undefined);
  }

  /** Applies the changes to the table. */
  commit(): void {
    for (const [key, value] of this.#changed) {
      if (value === undefined) this.#base.delete(key);
      else this.#base.set(key, value);
    }
  }
}
