"""python example.py KEY DIRECTORY"""
import sys
import latchkey

# `latchkey keys export --format python` prints this; it is the demo issuer's, of which all know the secret.
VENDOR_KEY = bytes.fromhex("800e658d365265876a4a24f6091dbe7f4f43afe3746492a5a69c7930c4391e25")

try:
    with latchkey.Ledger(sys.argv[2], latchkey.Trust.pin(VENDOR_KEY)) as ledger:
        ledger.install(sys.argv[1])
        decision = ledger.decide(latchkey.Facts(prefixes="DEMO"))
        for finding in decision.reasons:
            print(finding)
        print("allowed" if decision else "denied")
        if not decision:
            sys.exit(1)
        print("used", ledger.consume(1).used)
except latchkey.LatchkeyError as error:
    print(f"{error.code}: {error}\n  -> {error.next_step}", file=sys.stderr)
    sys.exit(65)
