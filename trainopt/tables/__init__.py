"""The input tables: one frozen row type per table, with the meaning and unit of every column.

The reader, the writer, the data dictionary and the scenarios all go by `TABLES` and `Settings`. What may
stand in a cell is its column's type, of `trainopt.kinds`.
"""

from __future__ import annotations

from trainopt.tables.column import Column, Row, RowContradiction, column
from trainopt.tables.rows import (
    Actual,
    Capacity,
    ClassShape,
    Closure,
    Course,
    CourseResource,
    DatedLimit,
    Demand,
    Nation,
    Pin,
    PipelineStep,
    Resource,
    Site,
    Unit,
    Validity,
)
from trainopt.tables.settings import CHANGES_TERM, HUNDRED, MOST_WEEKS, TERMS, Settings
from trainopt.tables.table import CSV, MOST_ROWS, SHEETS, Form, Table

__all__ = [
    "CHANGES_TERM",
    "CSV",
    "HUNDRED",
    "MOST_ROWS",
    "MOST_WEEKS",
    "SHEETS",
    "TABLES",
    "TERMS",
    "Actual",
    "Capacity",
    "ClassShape",
    "Closure",
    "Column",
    "Course",
    "CourseResource",
    "DatedLimit",
    "Demand",
    "Form",
    "Nation",
    "Pin",
    "PipelineStep",
    "Resource",
    "Row",
    "RowContradiction",
    "Settings",
    "Site",
    "Table",
    "Unit",
    "Validity",
    "column",
]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("nations", Nation),
        Table("sites", Site),
        Table("courses", Course),
        Table("course_resources", CourseResource, optional=True),
        Table("resources", Resource, optional=True),
        Table("capacity", Capacity),
        Table("closures", Closure, optional=True),
        Table("pipelines", PipelineStep),
        Table("units", Unit),
        Table("demand", Demand),
        Table("pins", Pin, optional=True),
        Table("actuals", Actual, optional=True),
        Table("limits", DatedLimit, optional=True),
    )
}
