"""Who uses this Askboard, and what each may see and do. Knows no screen and no paper."""
