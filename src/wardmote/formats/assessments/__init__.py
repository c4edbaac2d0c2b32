"""Assessments and evidence as files: JSON for machines, XLSX and CSV for spreadsheets."""
