"""The invented fair of 2024: companies, product lines and needs as rows of the spreadsheets."""
