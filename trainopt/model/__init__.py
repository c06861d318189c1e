"""The constraint model: columns, one function per rule, one per term."""
