"""How dates and times are written, by language. Django reads these modules (FORMAT_MODULE_PATH)."""
