"""The report in a real Chromium."""
