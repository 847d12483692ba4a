"""From a finished training run to a file that is served: converted, calibrated, measured, entered in `weights.toml`."""
