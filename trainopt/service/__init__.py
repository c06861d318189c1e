"""Many people on one plan: who they are and may do, versions, drafts, proposals, runs, publications.

Every function takes the store and the actor, asks `access.allowed`, writes the audit in its transaction, and
returns frozen values. None knows of HTTP. Modules are imported by their own names.
"""
