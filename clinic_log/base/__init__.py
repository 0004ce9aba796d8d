"""What every feature stands on: base model, settings, paths, errors, permissions, dates and text. Knows no feature."""
