"""The commands of `python -m inference`, one module each.

A module holds `add(commands)`, which describes the command's options, and the function that runs it and returns the
exit status. Heavy imports stand inside that function: `--help` and `predict` must not load Keras.
"""
