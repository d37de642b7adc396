"""From a plan of meetings to everybody's agenda."""
