from typing import Any

# What a document says is known only once it is parsed: every mapping here is of strings to whatever was found.
class FastFeedParserDict(dict[str, Any]):
    def __getattr__(self, name: str) -> Any: ...

def parse(source: str | bytes) -> FastFeedParserDict: ...
