// A status list in pages, of which an answer reads one (Status-List section 10).

import { argument, copied } from "./argument.js";
import { ascii, equal, fourBytes, joined } from "./bytes.js";
import { refusing } from "./error.js";
import { maxObject } from "./license-key.js";
import { Sealed, inside, seal } from "./seal.js";
import {
  StatusKeys, checkedPosition, deltaClaims, deltaType, hashOf, listClaims, listType, pageSize,
  positions, rootOfHashes, statusIn, verifiedClaims,
} from "./status.js";

const heading = joined(ascii("latchkey pages\n\n"), ...[1, 2, positions, pageSize].map(fourBytes));
const tableAt = 64;
const objectAt = 2112;
const refusePages = refusing("status-pages");
const readers = { [listType]: listClaims, [deltaType]: deltaClaims };

export class PagedStatusList extends Sealed {
  // `read` gives a number of bytes of the file from an offset on, or fewer where it ends.
  static async open(keys, read) {
    inside(keys, StatusKeys, "keys");
    argument(typeof read === "function", "read", "a function of offset and length");
    const head = await part(read, 0, tableAt);
    const length = new DataView(head.buffer).getUint32(32);
    const isHead = equal(head.subarray(0, 32), heading) && isZero(head.subarray(36));
    if (!isHead || length < 1 || length > maxObject) refusePages("form");
    const table = await part(read, tableAt, objectAt - tableAt);
    const start = Math.ceil((objectAt + length) / pageSize) * pageSize;
    const padded = await part(read, objectAt, start - objectAt);
    if (!isZero(padded.subarray(length))) refusePages("form");
    const claims = await verifiedClaims(keys, padded.subarray(0, length), readers);
    if (rootOfHashes(claims, [table]) !== claims.root) refusePages("table");
    const { compressed, from, changes, ...fields } = claims;
    return seal(PagedStatusList, fields, { read, table, start });
  }

  async entry(position) {
    const { read, table, start } = inside(this, PagedStatusList);
    const number = checkedPosition(position) >> 14;
    const page = await part(read, start + number * pageSize, pageSize);
    const hash = table.subarray(32 * number, 32 * number + 32);
    if (!equal(hashOf(page), hash)) refusePages("page");
    const status = statusIn(page, position % (4 * pageSize));
    return seal(VerifiedStatusEntry, { ...this, position, status });
  }
}

// What a list in pages says of one position.
export class VerifiedStatusEntry extends Sealed {}

const isZero = (bytes) => !bytes.some((byte) => byte);

// A copy, so that what was hashed cannot change before it is used.
async function part(read, offset, length) {
  const bytes = copied(await read(offset, length), "what read gives", length);
  return bytes.length < length ? refusePages("unreadable") : bytes;
}
