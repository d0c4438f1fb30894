"""Plausible past cases for demonstrations and measurements: the shape of a year, with nobody real in it.

`shape` says how often and how long, `world` who there is to act, `plan` which cases begin when,
`story` tells one case from opening to charge, `rows` holds what it leaves behind, `writing` copies
that into the database. Everything follows from a seed.
"""
