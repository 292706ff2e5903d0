"""What a member should know before a meeting: what they are asked, what to read first, what came of the last one."""
