"""The month's report: what was consulted about, with whom and how, as a workbook, as CSV and as JSON."""
