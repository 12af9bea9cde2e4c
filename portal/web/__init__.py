"""The web edge: it opens transactions, calls verbs and questions, and speaks to humans."""
