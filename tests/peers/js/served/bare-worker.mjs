// The peer in workerd.
import { bare } from "./bare.mjs";

export default { fetch: bare };
