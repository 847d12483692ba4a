"""A class made of software: students and dashboards that go the real way, and a report of it (decision 7)."""
