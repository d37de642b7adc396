"""What buyers do with needs and their documents, and suppliers with their confidentiality."""
