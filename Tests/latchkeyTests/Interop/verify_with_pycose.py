"""Verifies a license key with the library `pycose`, from the specification's tables alone.

usage: verify_with_pycose.py PUBLIC-KEY-HEX LICENSE-KEY
Prints the payload in hexadecimal; leaves with 1 when the signature does not fit.

pycose is older than RFC 9864, so the name -19 is registered here, from the specification's table.
"""

import base64
import sys

from pycose.algorithms import CoseAlgorithm, EdDSA
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message


@CoseAlgorithm.register_attribute()
class FullySpecifiedEd25519(EdDSA):
    identifier = -19
    fullname = "ED25519"


def main() -> int:
    public_key, text = sys.argv[1:]
    body = text.split("_", 1)[1]
    octets = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    message = Sign1Message.decode(octets)
    message.key = OKPKey(crv=Ed25519, x=bytes.fromhex(public_key))
    if not message.verify_signature():
        print("refused: the signature does not fit", file=sys.stderr)
        return 1
    print(message.payload.hex())
    return 0


sys.exit(main())
