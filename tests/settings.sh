# What the type checker's Django plugin needs to read the settings. No database is opened.
export DJANGO_SETTINGS_MODULE=wardmote.server.config.settings
export WARDMOTE_DATABASE_URL=postgresql://nobody@localhost/none
export WARDMOTE_DEMO=yes
