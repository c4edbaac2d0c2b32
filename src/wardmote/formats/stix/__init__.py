"""STIX 2.1, the form in which indicators and sightings are shared."""
