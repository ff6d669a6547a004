"""One file a group of pages, each with a `router`; `stemma.web.app` includes them all."""
