"""Who did what to whose thing, when: kept with each change and never altered."""
