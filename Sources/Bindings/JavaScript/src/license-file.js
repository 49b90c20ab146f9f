// The armored file that carries any mix of signed objects (Token-Format section 5).

import { copied, isText, maxFile } from "./argument.js";
import { base64 } from "./bytes.js";
import { readMessages } from "./envelope.js";
import { refuseKey, refusing } from "./error.js";
import { encoder } from "./fields.js";
import { LicenseKey, licenseType, maxObject } from "./license-key.js";
import { Sealed, seal } from "./seal.js";
import { deltaType, listType, stapleType } from "./status.js";
import { affirmationType, bundleType } from "./trust.js";

const boundary = (word) => `-----${word} LATCHKEY LICENSE-----`;
const begin = boundary("BEGIN");
const end = boundary("END");
const knownTypes = [licenseType, listType, stapleType, deltaType, bundleType, affirmationType];

const refuseFile = refusing("file");

export class LicenseFile extends Sealed {
  // Each object in it is checked as if it had come alone.
  static parse(file) {
    if (isText(file)) file = encoder.encode(file.slice(0, maxFile + 1));
    const bytes = copied(file, "file");
    if (bytes.length > maxFile) refuseFile("too-long");
    const octets = readBlock(new TextDecoder("latin1").decode(bytes));
    if (!octets.length) refuseFile("no-license");
    const messages = readMessages(octets, maxObject, refuseKey);
    const objects = messages.map(({ type, bytes }) => ({ type, bytes }));
    const isKnown = ({ type }) => knownTypes.includes(type);
    return seal(LicenseFile, {
      objects: objects.filter(isKnown),
      unknownTypes: objects.filter((object) => !isKnown(object)).map(({ type }) => type),
    });
  }

  license() {
    const isLicense = ({ type }) => type === licenseType;
    return LicenseKey.fromBytes((this.objects.find(isLicense) ?? refuseFile("no-license")).bytes);
  }
}

// What is between the two lines, decoded.
function readBlock(text) {
  const first = lineAt(text, begin, 0);
  if (first < 0) refuseFile("no-begin");
  const start = text.indexOf("\n", first) + 1 || text.length;
  const last = lineAt(text, end, start);
  if (last < 0) refuseFile("no-end");
  if (lineAt(text, begin, start) >= 0) refuseFile("second-block");
  let body = "";
  for (let at = start; at < last; ) {
    const next = text.indexOf("\n", at) + 1;
    const line = text.slice(at, next - 1).replace(/\r$/, "");
    if (next < last ? line.length !== 64 : !/^(.{4}){1,16}$/.test(line)) refuseFile("line");
    body += line;
    at = next;
  }
  return base64.decode(body.replace(/={1,2}$/, "")).bytes ?? refuseFile("line");
}

function lineAt(text, line, from) {
  for (let at = from; (at = text.indexOf(line, at)) >= 0; at += 1) {
    const isBegun = at === 0 || text[at - 1] === "\n";
    const behind = at + line.length;
    if (isBegun && /^(\r?\n|\r?$)/.test(text.slice(behind, behind + 2))) return at;
  }
  return -1;
}
