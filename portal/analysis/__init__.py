"""Text analysis of comments: pure functions over texts and numbers, nothing of the database or the web."""
