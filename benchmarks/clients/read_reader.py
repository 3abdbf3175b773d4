"""What ``reader`` has of a feed, as JSON: run by the Python that it is installed in."""

import json
import sys

from reader import make_reader  # type: ignore[import-not-found]  # is where the command has put it


def main(url: str) -> None:
    """Subscribe, update, and print the entries."""
    with make_reader(":memory:") as library:
        library.add_feed(url)
        library.update_feeds()
        entries = [
            {
                "title": entry.title,
                "link": entry.link,
                "id": entry.id,
                "published": entry.published and entry.published.isoformat(),
                "updated": entry.updated and entry.updated.isoformat(),
                "authors": [entry.author],
                "content": "".join(content.value for content in entry.content),
                "images": [enclosure.href for enclosure in entry.enclosures],
                "language": next((content.language for content in entry.content if content.language), None),
            }
            for entry in library.get_entries()
        ]
    sys.stdout.write(json.dumps(entries))


main(sys.argv[1])
