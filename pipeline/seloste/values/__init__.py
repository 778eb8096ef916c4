"""Reads words as typed values: contacts, periods, dates, laws, countries, bases; and their relations."""
