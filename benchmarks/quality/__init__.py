"""How right the ingester is on articles it was not tuned to: text, titles, dates, language, companies, duplicates."""
