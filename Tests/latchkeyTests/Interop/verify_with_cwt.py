"""Verifies a license key with the library `cwt`, from the specification's tables alone.

usage: verify_with_cwt.py PUBLIC-KEY-PEM LICENSE-KEY
Prints the claims as JSON, with text for bytes; leaves with 1 when the signature does not fit.
"""

import base64
import json
import sys

from cwt import COSE, COSEKey


def main() -> int:
    pem, text = sys.argv[1:]
    prefix, body = text.split("_", 1)
    octets = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    with open(pem, "rb") as file:
        # The key says that this is Ed25519; the token's own alg only has to agree.
        key = COSEKey.from_pem(file.read(), kid=key_id(octets))
    try:
        payload = COSE.new(alg_auto_inclusion=False).decode(octets, key)
    except Exception as error:  # the library raises several kinds for a bad signature
        print(f"refused: {error}", file=sys.stderr)
        return 1
    import cbor2

    claims = cbor2.loads(payload)
    assert claims[-65537][1] == prefix, "the signed prefix is not the text's"
    print(json.dumps(printable(claims), sort_keys=True))
    return 0


def key_id(octets: bytes) -> bytes:
    import cbor2

    return cbor2.loads(cbor2.loads(octets).value[0])[4]


def printable(item):
    if isinstance(item, bytes):
        return item.hex()
    if isinstance(item, dict):
        return {str(key): printable(value) for key, value in item.items()}
    if isinstance(item, list):
        return [printable(value) for value in item]
    return item


sys.exit(main())
