"""A council's self-assessment: judging, work states, the life of an assessment, scope."""
