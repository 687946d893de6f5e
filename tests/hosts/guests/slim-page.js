// Runs in browsers: the module from where the page's server has it.
import { load } from "codemint/slim";
import { tried } from "./slim.js";

globalThis.answer = (address) => tried(() => load(address));
