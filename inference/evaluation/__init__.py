"""Measuring what is served: networks on crops and photos, detectors, the quality gate, speed; and comparing them."""
