"""The languages of the product: their catalogs of translations and their formats of dates."""
