"""Problems that others have published with their optima, as datasets of the contract.

Each module reads one published format, makes a dataset of an instance that means exactly the same, says how
the published objective is read off the tiers, and has what is compared with: rules of thumb that everybody
knows, and CP-SAT with the model that suits the problem best. Of trainopt only the tables are used.
"""
