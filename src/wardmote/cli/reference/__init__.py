"""The reference: what the code itself says of settings, commands, rules and formats."""
