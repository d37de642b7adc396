"""The demand side: the components that buyers look for."""
