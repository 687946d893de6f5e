/** A Worker that runs the suite with the stores at the edge, one case per request. */

import { storeCases } from "../../../src/conformance/index.js";
import { SqlDirectory } from "../../../src/store/directory/sql.js";
import { type D1Like, d1Store } from "../../../src/store/sql/d1.js";
import {
  type DurableObjectStorageLike,
  durableObjectStore,
} from "../../../src/store/sql/durable-object.js";
import type { SqlStore } from "../../../src/store/sql/store.js";
import type { Store } from "../../../src/store/store.js";
import { Alternating } from "../alternating.js";
import { directoryCases } from "../directories.js";
import { sqlSight } from "../sights.js";

/** Runs a case for directories. */
async function directoryAnswer(number: number, store: SqlStore): Promise<Response> {
  const [, check] = directoryCases[number] ?? [];
  if (check === undefined) return new Response("there is no such case", { status: 404 });
  return resultOf(() => check(new SqlDirectory(store)));
}

/** The bindings: a database for each case, by number, and a class of objects. */
interface Env {
  readonly [binding: string]: unknown;
  readonly OBJECTS: {
    getByName(name: string): { fetch(request: Request): Promise<Response> };
  };
}

/** Runs a case of the suite. */
async function answer(request: Request, make: () => Store): Promise<Response> {
  const number = Number(new URL(request.url).pathname.split("/")[2]);
  const chosen = storeCases[number];
  if (chosen === undefined) return new Response("there is no such case", { status: 404 });
  return resultOf(() => chosen.run(async () => make(), sqlSight));
}

/** Reports whether a case passed, or its error. */
async function resultOf(check: () => Promise<void>): Promise<Response> {
  try {
    await check();
    return new Response("passed");
  } catch (error) {
    return new Response(error instanceof Error ? `${error.stack}` : String(error), { status: 500 });
  }
}

/** D1 without the guards of the store. */
const unguarded = (database: D1Like): D1Like => ({
  prepare: (sql) =>
    database.prepare(sql.startsWith("INSERT INTO latest") ? "SELECT 1 WHERE ? IS NULL" : sql),
  batch: (statements) => database.batch(statements),
});

/**
 * `/d1/7` runs case 7 with D1, `/two/7` with two stores on one D1, `/object/7` with an object,
 * `/broken/7` with D1 without guards; `/directory/3` runs case 3 for directories with one in D1.
 */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const [, kind = "", number = ""] = new URL(request.url).pathname.split("/");
    const database = env[`${kind}${number}`] as D1Like;
    if (kind === "object") return env.OBJECTS.getByName(number).fetch(request);
    if (kind === "two") {
      return answer(request, () => new Alternating([d1Store(database), d1Store(database)]));
    }
    if (kind === "broken") return answer(request, () => d1Store(unguarded(database)));
    if (kind === "directory") return directoryAnswer(Number(number), d1Store(database));
    return answer(request, () => d1Store(database));
  },
};

/** Each object runs one case with its own storage. */
export class Objects {
  readonly #storage: DurableObjectStorageLike;

  constructor(state: { readonly storage: DurableObjectStorageLike }) {
    this.#storage = state.storage;
  }

  fetch(request: Request): Promise<Response> {
    return answer(request, () => durableObjectStore(this.#storage));
  }
}
