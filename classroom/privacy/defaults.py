"""What holds in a course unless somebody with the right to do so decides otherwise."""

USUAL_MINIMUM_GROUP = 5  # people; the smallest group whose figures are shown
USUAL_RETENTION_DAYS = 365
