"""Pages of suppliers about their booth, lines and certificates, and the organisers' booth desk."""
