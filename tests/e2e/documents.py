"""The snippets of server/EMBEDDING.md, which tests run."""

import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def blocks_of(language):
    with open(os.path.join(ROOT, "server", "EMBEDDING.md"), encoding="utf-8") as file:
        return re.findall(rf"^```{language}\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)


def block_of(language):
    blocks = blocks_of(language)
    assert blocks, f"there is no snippet of {language}"
    return blocks[0]
