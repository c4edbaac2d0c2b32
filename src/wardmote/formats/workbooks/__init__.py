"""Workbooks that people fill: CSV and XLSX."""
