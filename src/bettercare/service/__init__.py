"""The web service: the same verbs for many people at once. `settings` configures it, `urls` lists its pages."""
