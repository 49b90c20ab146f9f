// What is tested: the module that ships, or with LATCHKEY_SOURCES=1 the sources that it is made of.

const path = process.env.LATCHKEY_SOURCES ? "../src/index.js" : "../latchkey.js";

export const latchkey = await import(new URL(path, import.meta.url));
