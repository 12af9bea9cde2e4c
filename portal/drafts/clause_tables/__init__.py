"""The clause table people fill in offline: what is written in it, read from .xlsx and .docx."""
