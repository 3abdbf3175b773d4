"""Text that was damaged on its way, mended: what was lost and what was not, and how sure that is. Pure."""
