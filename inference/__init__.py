"""Reading emotions from faces: plain Python, without Django, database or Redis."""

import os

# OpenCV reads this once, when it is imported, and from then on refuses larger pictures by their header.
# 12.5 million pixels are a 4000x3000 photo; decoding one stays below 200 MB.
MAXIMUM_PIXELS = 12_500_000
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MAXIMUM_PIXELS))
