from typing import Any

# What a document says is known only once it is parsed: every mapping here is of strings to whatever was found.
class FeedParserDict(dict[str, Any]):
    def __getattr__(self, key: str) -> Any: ...

def parse(url_file_stream_or_string: str | bytes, etag: str | None = ...) -> FeedParserDict: ...
