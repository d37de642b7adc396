"""What a free text says, in the words of the vocabulary; pure Python."""
