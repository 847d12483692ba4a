"""What a lecture goes through when parts of the product, its servers, its disk, its network or its clock fail.

A short form runs with `make test`; `make chaos` runs everything and prints what was measured. People are threads with
plain sockets, not browsers; the rule by which pages come back is tested in tests/js.
"""
