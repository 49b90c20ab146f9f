#!/usr/bin/env python3
"""What a library costs, held to bounds; measure.c and measure.swift do the measuring.

    measure.py MEASURE LIBRARY KEY-FILE PUBLIC-KEY-HEX MILLISECONDS KILOBYTES [SWIFT-MEASURE RATIO]

The programs run in turns, and the least of each number counts, since what else the machine does only
adds. It ends with the first turn after which every bound is held, so that a busy machine takes more
turns; where even the last one leaves a bound exceeded, it ends with status 75.
"""
import subprocess
import sys

TURNS, COUNT = 25, "2000"


def numbers(*command):
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return {name: float(value) for name, value in map(str.split, printed.splitlines())}


def main(measure, library, key, public, milliseconds, kilobytes, swift=None, ratio="0"):
    least = {}
    for turn in range(1, TURNS + 1):
        found = numbers(measure, library, key, public, COUNT)
        if swift:
            found |= numbers(swift, key, public, COUNT)
        least = {name: min(value, least.get(name, value)) for name, value in found.items()}
        rows = [("load and first verification, ms", least["load-and-first-verify-ms"],
                 float(milliseconds)),
                ("resident beyond libcrypto, kB", least["resident-beyond-libcrypto-kB"],
                 float(kilobytes))]
        if swift:
            rows.append(("verification beside Swift's own",
                         least["verify-us"] / least["swift-verify-us"], float(ratio)))
        if all(value <= bound for _, value, bound in rows):
            break
    for name, value, bound in rows:
        print(f"{name:34} {value:8.3f}   at most {bound:g}"
              + ("" if value <= bound else "   EXCEEDED"))
    print(f"one verification, us               {least['verify-us']:8.1f}   after {turn} turns")
    return 0 if all(value <= bound for _, value, bound in rows) else 75


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
