"""The sheets of the workbook, a module each, and the page that they are written on."""
