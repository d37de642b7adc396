"""People and the organisations they act for; knows no room."""
