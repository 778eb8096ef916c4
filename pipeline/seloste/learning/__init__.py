"""The numerics of the trained models: linear-chain CRF and logistic regression, weights as npz and json."""
