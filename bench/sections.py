#!/usr/bin/env python3
"""python3 bench/sections.py FOLDER: bytes of all segments below it by section (index/segment/FORMAT.md)."""

import collections
import glob
import os
import struct
import sys

KINDS = ["", "documents", "lengths", "dictionary", "term hash", "short lists", "directories", "containers", "codes",
         "counts", "position counts", "position starts", "positions", "inline positions", "stem classes", "columns", "champions"]

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sections, whole = collections.Counter(), 0
    for name in glob.glob(os.path.join(sys.argv[1], "**", "*.cold"), recursive=True):
        whole += os.path.getsize(name)
        with open(name, "rb") as segment:
            for _ in range(struct.unpack_from("<I", segment.read(192), 12)[0]):
                kind, _, _, length = struct.unpack("<IIQQ", segment.read(24))
                sections[KINDS[kind]] += length
    sections["header, padding, checksums"] = whole - sum(sections.values())
    for section, size in sections.most_common():
        print(f"{section:28}{size:14,}{size / max(whole, 1):8.1%}")
    print(f"{'all':28}{whole:14,}")
