"""Labeled data: the corpus, exchange with labeling tools, samples for audits and agreement of annotators."""
