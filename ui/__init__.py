"""The screens that `app.py` shows. Draws, decides nothing."""
