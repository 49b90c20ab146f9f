"""Verifies a license key with the library `pycose`, from the specification's tables alone.

usage: verify_with_pycose.py PUBLIC-KEY-HEX LICENSE-KEY
Prints the payload in hexadecimal; leaves with 1 when the signature does not fit.

pycose knows Ed25519 by its older name EdDSA only, so the key that it is given says so.
"""

import base64
import sys

from pycose.algorithms import EdDSA
from pycose.headers import Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message


def main() -> int:
    public_key, text = sys.argv[1:]
    body = text.split("_", 1)[1]
    octets = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    message = Sign1Message.decode(octets)
    message.key = OKPKey(crv=Ed25519, x=bytes.fromhex(public_key))
    # The bytes that are signed stay as received: only this object's idea of the name changes.
    signed = message._create_sig_structure
    to_verify = signed()
    message._create_sig_structure = lambda *_: to_verify
    message.phdr[Algorithm] = EdDSA
    if not message.verify_signature():
        print("refused: the signature does not fit", file=sys.stderr)
        return 1
    print(message.payload.hex())
    return 0


sys.exit(main())
