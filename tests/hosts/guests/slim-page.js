// Runs in browsers: the module is loaded from the page's server.
import { load } from "codemint/slim";
import { drawn } from "./slim.js";

globalThis.answer = (address) => drawn(() => load(address));
