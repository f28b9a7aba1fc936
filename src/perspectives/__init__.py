"""See how news outlets present a conflict: who speaks, with what stance, in which frame."""
