"""Assessment: how answers become a judgement."""
