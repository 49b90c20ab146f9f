// Takes the place of ../fixtures.js in a browser.

export const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

export function fixture() {
  throw new Error("a browser gets the bytes of files in the vectors themselves");
}
