"""The report: one HTML file that needs no server and no network, to read and click through."""
