"""Has messages read by a parser that is not ours: npm's discord-markdown-parser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chat.hostile import read

__all__ = ["Spoken", "quotations"]

_SCRIPT = Path(__file__).with_name("quotations.js")
REQUIRED = "REQUIRE_NODE"  # a variable of the gate, which has node and the parser


@dataclass
class Spoken:
    """All messages that the tests have seen, and what each may quote."""

    messages: dict[str, list[str]] = field(default_factory=dict)

    def check(self) -> None:
        """Hold each quotation to its source; without node only where nobody asks."""
        read_by_node = quotations([*self.messages])
        pairs = zip(self.messages.items(), read_by_node, strict=bool(read_by_node))
        for (message, bodies), said in pairs:
            assert said["acting"] == [], (said, message)
            for quoted in said["quoted"]:
                assert any(read(quoted) in body for body in bodies), message


def quotations(messages: list[str]) -> list[dict[str, Any]]:
    """Return what each message quotes, and what acts there; nothing without node."""
    node = shutil.which("node")
    if not node and REQUIRED not in os.environ:
        return []
    done = subprocess.run(  # noqa: S603 - our script
        [node or "node", _SCRIPT],
        input=json.dumps(messages),
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode and REQUIRED not in os.environ:
        assert "Cannot find module 'discord-markdown-parser'" in done.stderr
        return []
    assert done.returncode == 0, done.stderr
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said
