"""Find the meeting, item and pages that a note is on, and read them under their own headings."""
