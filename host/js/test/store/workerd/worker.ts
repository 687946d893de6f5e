/** A Worker that holds the stores at the edge to the suite, one case a request. */

import { storeCases } from "../../../src/conformance/index.js";
import { type D1Like, d1Store } from "../../../src/store/sql/d1.js";
import {
  type DurableObjectStorageLike,
  durableObjectStore,
} from "../../../src/store/sql/durable-object.js";
import type { Store } from "../../../src/store/store.js";
import { Alternating } from "../alternating.js";
import { sqlSight } from "../sights.js";

/** The bindings: a database for each case, by its number, and a class of objects. */
interface Env {
  readonly [binding: string]: unknown;
  readonly OBJECTS: {
    getByName(name: string): { fetch(request: Request): Promise<Response> };
  };
}

/** `/d1/7` holds D1 to the seventh case, `/two/7` two stores on one D1, `/object/7` an object. */
async function answer(request: Request, make: () => Store): Promise<Response> {
  const number = Number(new URL(request.url).pathname.split("/")[2]);
  const chosen = storeCases[number];
  if (chosen === undefined) return new Response("there is no such case", { status: 404 });
  try {
    await chosen.run(async () => make(), sqlSight);
    return new Response("kept");
  } catch (error) {
    return new Response(error instanceof Error ? `${error.stack}` : String(error), { status: 500 });
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const [, kind = "", number = ""] = new URL(request.url).pathname.split("/");
    const database = env[`${kind}${number}`] as D1Like;
    if (kind === "object") return env.OBJECTS.getByName(number).fetch(request);
    if (kind === "two") {
      return answer(request, () => new Alternating([d1Store(database), d1Store(database)]));
    }
    return answer(request, () => d1Store(database));
  },
};

/** Each object holds its own storage to one case. */
export class Objects {
  readonly #storage: DurableObjectStorageLike;

  constructor(state: { readonly storage: DurableObjectStorageLike }) {
    this.#storage = state.storage;
  }

  fetch(request: Request): Promise<Response> {
    return answer(request, () => durableObjectStore(this.#storage));
  }
}
