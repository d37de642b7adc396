"""What suppliers do with booths, product lines and certificates, and organisers with booths."""
