"""What is done in this room, a file for each of its subjects."""
