// The envelope of every signed object: COSE_Sign1 (RFC 9052) as Token-Format section 2 narrows it.

import { isText } from "./argument.js";
import { ascii, fourBytes, hex, joined } from "./bytes.js";
import { cborReader, decode } from "./cbor.js";
import { isBytes, isInteger, isMap } from "./fields.js";
import { Malformed } from "./malformed.js";

export const typeOf = (name) => `application/${name}+cwt`;
export const ownType = (name) => typeOf(`vnd.latchkey.${name}`);

const mediaType = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;

// The message at the beginning of the bytes, which must be all of them where `isAlone`. `fail` refuses with
// the name of a fault, for which each kind of object has its own code.
export function readMessage(bytes, maxPayload, fail, isAlone = true) {
  if (bytes[0] !== 0xd2 || bytes[1] !== 0x84) fail("not-signed");
  const reader = cborReader(bytes, { depth: 1, entries: 0 }, 2);
  const header = element(reader, isBytes, fail);
  element(reader, isMap, fail, "unprotected-header");
  const payload = element(reader, isBytes, fail);
  const signature = element(reader, isBytes, fail);
  const end = reader.position();
  if (isAlone && end < bytes.length) fail("envelope");
  if (payload.length > maxPayload) fail("payload-too-long");
  if (signature.length !== 64) fail("signature-length");
  return { ...readHeader(header, fail), header, payload, signature, bytes: bytes.subarray(0, end) };
}

// All messages that stand end to end.
export function readMessages(bytes, maxPayload, fail) {
  const messages = [];
  while (bytes.length) {
    const message = readMessage(bytes, maxPayload, fail, false);
    messages.push(message);
    bytes = bytes.subarray(message.bytes.length);
  }
  return messages;
}

function element(reader, isOfType, fail, faultOfEntries = "envelope") {
  let item;
  try {
    item = reader.item();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    fail(error.message ? faultOfEntries : "envelope");
  }
  return isOfType(item) ? item : fail("element-type");
}

function readHeader(bytes, fail) {
  const map = decode(bytes, { depth: 1, entries: 8 }) ?? fail("header");
  const [algorithm, keyID, type] = isMap(map) ? [1, 4, 16].map((label) => map.get(label)) : [];
  const isFormat = isInteger(type) && type >= 0 && type <= 0xffff;
  const isType = isFormat || (isText(type) && mediaType.test(type));
  const isKeyID = isBytes(keyID) && keyID.length === 8;
  if (map.size !== 3 || !isInteger(algorithm) || !isKeyID || !isType) {
    fail("header-labels");
  }
  if (algorithm !== -19 && algorithm !== -8) fail("algorithm");
  return { keyID: hex(keyID), type };
}

const context = joined([0x84, 0x6a], ascii("Signature1"));

// The Sig_structure of RFC 9052 section 4.4, over the bytes as received.
export function signedBytes({ header, payload }) {
  return joined(context, lengthHead(header), header, [0x40], lengthHead(payload), payload);
}

function lengthHead({ length }) {
  if (length < 24) return [0x40 | length];
  if (length < 256) return [0x58, length];
  return length < 65536 ? [0x59, length >> 8, length] : [0x5a, ...fourBytes(length)];
}
