"""The service as it is measured: an empty page beside its pages, and in the headers what each answer cost."""
