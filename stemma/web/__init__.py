"""The web pages of Stemma: an app factory, routes, templates and static files. Read pages cannot write; see `access`."""
