"""What people do with online meetings."""
