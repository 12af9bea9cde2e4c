"""What is handed out as a document: tables of comparison, for reading on paper and in offices."""
