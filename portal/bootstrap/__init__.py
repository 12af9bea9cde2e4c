"""From a bare Python to the checkout's own .venv; only the standard library is imported here."""
