"""The front of the house: settings, root URLs, navigation, base templates, static files."""
