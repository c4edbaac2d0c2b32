"""The TAXII server for programs, and the pages for people."""
