"""What the data contract says of people under way, sentence by sentence, each with the tests of it."""

from __future__ import annotations

import importlib

import pytest

COHORTS, CLASSES, STEPS = (f"tests.runs.test_under_way_{name}" for name in ("cohorts", "classes", "steps"))
GOES_ON = "tests.runs.test_under_way.test_what_has_begun_goes_on_whatever_the_tables_of_today_say"
ROLLING = "tests.runs.test_rolling.test_nobody_under_way_loses_anything_overnight"
ACTUAL = "tests.runs.test_under_way.TestActuals.test_it_is_what_the_plan_goes_on_from"
RELEASED = "tests.runs.test_under_way.test_what_cannot_go_on_is_released_with_the_row_that_causes_it"

SENTENCES: dict[str, tuple[str, ...]] = {
    "A step has begun when it starts before the week of as_of": (GOES_ON,),
    "or when actuals.csv says that it was begun": (ACTUAL,),
    "actuals.csv speaks for the cohorts that it names; for all others pins.csv, else the published plan": (
        f"{COHORTS}.test_each_table_speaks_for_its_cohorts",
    ),
    "A table without rows says nothing": (f"{COHORTS}.test_a_table_without_rows_says_nothing",),
    "It keeps its id, and its trainees (as actuals.csv has them, else as published, else as cut)": (
        ACTUAL, GOES_ON, ROLLING,
    ),
    "Begun steps stay with the unit that they were published for; what remains is of today's": (
        f"{COHORTS}.test_what_has_begun_stays_with_its_unit_and_the_rest_is_of_todays",
    ),
    "trainees less all who began is what is left to cut; who dropped out, stopped or failed counts": (
        f"{COHORTS}.test_who_dropped_out_is_not_replaced_on_any_later_night",
        f"{COHORTS}.test_who_dropped_out_of_a_step_of_this_week_is_not_replaced_either",
        ROLLING,
    ),
    "It is cut and gets the numbers that no cohort under way has, lowest first": (
        "tests.runs.test_under_way.test_of_a_demand_that_rises_the_rest_is_cut_with_the_numbers_that_nobody_has",
    ),
    "Whoever is to be replaced is new demand": (f"{COHORTS}.test_whoever_is_to_be_replaced_is_new_demand",),
    "A cohort with a frozen step keeps id and size, while the demand still asks for so many": (
        f"{COHORTS}.test_who_is_frozen_keeps_name_and_size_while_so_many_are_asked_for",
    ),
    "A demand that fell below those who began is a warning": (
        f"{COHORTS}.test_a_demand_below_those_who_began_is_a_warning",
    ),
    "Of a cohort whose demand is gone only the running step goes on, with a warning": (
        f"{COHORTS}.test_who_is_not_asked_for_any_more_ends_the_step_and_leaves",
    ),
    "A published plan without trainees or end: today's cut and today's row, with a warning": (
        f"{COHORTS}.test_a_plan_made_by_hand_is_filled_from_todays_data_with_a_warning",
    ),
    "Begun steps are held as they were, whatever today's tables say": (GOES_ON, ROLLING),
    "what they use counts, and may exceed what the tables give: a warning, and nothing more is added": (
        f"{CLASSES}.test_who_has_begun_may_exceed_a_limit_and_nobody_is_added_there",
    ),
    "Begun steps of one course at one site from one week are one class as published, else the fewest": (
        f"{CLASSES}.test_classes_are_as_published_else_the_fewest", ROLLING,
    ),
    "Such a class runs on below class_min": (GOES_ON,),
    "nobody joins it any more, except who is frozen or pinned into it": (
        f"{CLASSES}.test_only_who_is_frozen_or_pinned_there_joins_a_class_that_has_begun", ROLLING,
    ),
    "It ends as published, else by the capacity row valid at its start, else by the course": (
        f"{CLASSES}.test_when_a_begun_step_ends",
    ),
    "done ended before as_of's week, running goes on to as_of's week": (
        f"{CLASSES}.test_when_a_begun_step_ends",
    ),
    "All rows count in the terms, history too": (ROLLING,),
    "A begun class without a row of today has its sizes as published and costs 0": (
        f"{CLASSES}.test_a_class_whose_row_is_gone_costs_nothing",
    ),
    "A site that is gone counts in the nation that the published plan has for it": (
        f"{CLASSES}.test_a_site_that_is_gone_counts_in_its_nation",
    ),
    "pinned is yes": (f"{STEPS}.test_what_has_begun_is_told_as_pinned",),
    "A begun step that today's data makes impossible is released, with the row that causes it": (RELEASED,),
    "Of a released step nothing counts as done; a cohort of whom all are released keeps id and size": (
        f"{COHORTS}.test_who_loses_all_that_was_begun_keeps_name_and_size",
    ),
    "A step whose last week lies before as_of's is over: it is never released": (
        "tests.runs.test_under_way.test_a_step_that_is_over_is_done_wherever_it_was",
    ),
    "Steps of today's pipeline whose course it has begun or finished are done": (GOES_ON, ACTUAL, ROLLING),
    "step counts in the order held; pins.csv counts by today's pipeline, actuals.csv as held": (
        f"{STEPS}.test_steps_are_counted_in_the_order_held",
    ),
    "changes matches by cohort and course": (f"{STEPS}.test_changes_match_by_cohort_and_course",),
    "Where a wait is over by as_of, that is a warning, and the step may start in any week": (
        f"{STEPS}.test_a_wait_that_is_over_binds_no_more",
    ),
    "A frozen step that no longer fits behind what really was is released; its cause is the row": (
        f"{STEPS}.test_a_frozen_step_that_no_longer_fits_has_the_row_of_actuals_as_its_cause",
    ),
    "if they cannot be placed it is unmet, with a reason, and its begun steps stay": (
        f"{COHORTS}.test_who_cannot_go_on_is_unmet_and_keeps_what_was_begun",
    ),
    "No warning for windows or due dates of demands that are wholly done or under way": (
        f"{COHORTS}.test_nobody_is_warned_of_what_is_done",
    ),
    "start may lie later than the published plan's, or earlier": (GOES_ON,),
    "A row with start_every_weeks and no first day is a warning, and counts as the published plan did": (
        f"{STEPS}.test_start_weeks_count_from_the_start_of_the_plan_in_force",
    ),
    "A pin on a step that has begun is not judged; where it differs from actuals.csv they win": (
        f"{STEPS}.test_a_pin_on_what_has_begun_is_not_judged",
    ),
    "Of a cohort that actuals.csv names it says all that has begun; what differs is reported": (
        "tests.runs.test_actual_differences.test_each_kind_of_difference_is_a_sentence",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_has_its_tests(sentence: str) -> None:
    for name in SENTENCES[sentence]:
        found: object = importlib.import_module(".".join(name.split(".")[:3]))
        for part in name.split(".")[3:]:
            found = getattr(found, part)
        assert callable(found)
