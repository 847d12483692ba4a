"""Training networks; nothing here is imported when frames are served."""
