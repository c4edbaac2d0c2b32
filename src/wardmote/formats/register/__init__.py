"""The register as a CSV file: read, written, and found where it ships."""
