// Takes the place of ../subject.js in a browser.

import * as module from "../../latchkey.js";

export const latchkey = module;
