"""What feed clients read out of our feeds: ``python -m benchmarks.clients`` (see ``docs/clients.md``)."""
