"""What parser processes are forked from: all that they need, loaded once and shared by them.

Imported by the fork server of `ingest.parsers`, and by nobody else. The language model alone takes 100 MB and half a
second; forked from here, two parsers cost 50 MB each, where they cost 100. The lexicons of 30 languages take 18 MB and
0.8 seconds.
"""

from __future__ import annotations

import gc

from ingest import language, reading
from ingest.repair import lexicon

__all__ = ["language", "lexicon", "reading"]

language.load()
lexicon.lexicons()
# What is loaded stays, and a collector that looked through it would make every page of it private.
gc.collect()
gc.freeze()
