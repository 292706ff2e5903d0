"""Answer from the registers of minutes: who was there, what was resolved, who has to do what, complete or not."""
