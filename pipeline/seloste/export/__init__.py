"""Records as files that others read: tables, a workbook, a data package, linked data, a report."""
