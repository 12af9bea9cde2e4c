"""What the analysis is worth, measured on public research data that is never part of the project."""
