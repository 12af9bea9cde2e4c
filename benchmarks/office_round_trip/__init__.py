"""The clause tables, filled in with LibreOffice and uploaded back."""
