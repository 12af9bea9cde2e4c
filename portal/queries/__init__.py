"""Questions: each reads something and changes nothing."""
