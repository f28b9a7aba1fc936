"""Aligned claims: what each side says happened, who carries it, who disputes it and who leaves it out."""
