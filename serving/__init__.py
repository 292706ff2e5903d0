"""The other doors: a read-only HTTP API and a server for other assistants, with one set of rules."""
