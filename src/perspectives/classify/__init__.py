"""Stance and frames: small scikit-learn heads on the encoder's states."""

from perspectives.classify.heads import MODELS, FrameHead, StanceHead

__all__ = ["MODELS", "FrameHead", "StanceHead"]
