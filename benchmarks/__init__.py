"""What the project is measured with: articles by the thousand, damaged text whose truth is known, hostile files."""
