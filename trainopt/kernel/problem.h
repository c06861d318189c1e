// What the kernel knows of a problem: weeks, openings, cohorts and limits as flat arrays.
//
// `arrays.py` makes it from Problem and Options, the only place that does; its class `CProblem` has the same
// fields in the same order, which a test compares. All of it stays as it is while a kernel lives.
#ifndef TRAINOPT_PROBLEM_H
#define TRAINOPT_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

// Stands for no class, no cohort, no site: indices begin at 0.
enum { NONE = -1 };

// Stands for the origin of a cohort that has not begun.
enum { NO_ORIGIN = -2 };

// The terms of the objective, in the order of the contract.
enum { UNMET, LATENESS, CHANGES, TRANSFERS, WAITING, COST, TERMS };

// Where a step may be, seen from the one before it.
enum { ANYWHERE, SAME_NATION, SAME_SITE };

// A seat is a step of a cohort: cohort c has the seats cohort_seat[c] to cohort_seat[c + 1] - 1. Lists of
// varying length follow each other in one array, `..._first` says where each begins and the last one ends.
typedef struct {
  // How many there are.
  int32_t weeks;
  int32_t openings;
  int32_t rows;
  int32_t pools;
  int32_t sites;
  int32_t nations;
  int32_t units;
  int32_t demands;
  int32_t courses;
  int32_t cohorts;
  int32_t seats;
  int32_t lists;
  // Empty weeks between two steps in different nations (rule 3).
  int32_t transfer_weeks;
  // What each term counts in every plan, beside the cohorts here.
  int64_t terms_always[TERMS];
  // By opening: a start week of a capacity row; its last week, and the limits of rule 6, for planned trainees
  // and for hundredths of expected ones (0 and INT32_MAX where the rule does not count them).
  const int32_t *opening_row;
  const int32_t *opening_site;
  const int32_t *opening_nation;
  const int32_t *opening_course;
  const int32_t *opening_start;
  const int32_t *opening_end;
  const int32_t *opening_class_min;
  const int32_t *opening_seats;
  const int32_t *opening_expected_min;
  const int32_t *opening_expected_max;
  // By capacity row: rule 7, whether units may mix, cost; the pools that a class of it holds with the units
  // of each, and those with a limit that its trainees draw on beside their unit's (rule 8).
  const int32_t *row_parallel;
  const int32_t *row_mixed;
  const int64_t *row_cost_per_class;
  const int64_t *row_cost_per_trainee;
  const int32_t *row_hold_first;
  const int32_t *hold_pool;
  const int32_t *hold_units;
  const int32_t *row_pool_first;
  const int32_t *row_pool;
  // By pool and week: what is available (rule 8); by row and week: classes that run in every plan (rule 7).
  const int32_t *pool_room;
  const int32_t *row_running;
  // By nation, the pool that arrivals draw on; by unit, the pools with a limit that its trainees in classes
  // draw on.
  const int32_t *nation_arrivals;
  const int32_t *unit_pool_first;
  const int32_t *unit_pool;
  // By cohort: trainees, priority times trainees, the week of `due`, and whether a pin is on a step of it.
  const int32_t *cohort_size;
  const int32_t *cohort_weight;
  const int32_t *cohort_due;
  const int32_t *cohort_unit;
  const int32_t *cohort_demand;
  const int32_t *cohort_pinned;
  // Of a cohort under way, the nation (NONE: gone) and the last week of what it began last.
  const int32_t *cohort_origin_nation;
  const int32_t *cohort_origin_end;
  const int32_t *cohort_seat;
  // By seat: hundredths of expected trainees, its list of options, the step's wait and location, and where it was published (NONE: nowhere).
  const int32_t *seat_expected;
  const int32_t *seat_list;
  const int32_t *seat_max_wait;
  const int32_t *seat_location;
  const int32_t *seat_published_site;
  const int32_t *seat_published_start;
  // By list: the openings that a step can use (rules 2, 4, 5 and 9), ascending.
  const int32_t *list_first;
  const int32_t *list_opening;
} Problem;

// How many steps a cohort has.
static inline int32_t steps_of(const Problem *problem, int32_t cohort) {
  return problem->cohort_seat[cohort + 1] - problem->cohort_seat[cohort];
}

// How many openings a seat can use.
static inline int32_t options_of(const Problem *problem, int32_t seat) {
  int32_t list = problem->seat_list[seat];
  return problem->list_first[list + 1] - problem->list_first[list];
}

// The openings that a seat can use.
static inline const int32_t *first_option(const Problem *problem, int32_t seat) {
  return problem->list_opening + problem->list_first[problem->seat_list[seat]];
}

// Weeks of the longest class, at least one.
static inline int32_t longest_class(const Problem *problem) {
  int32_t longest = 1;
  for (int32_t opening = 0; opening < problem->openings; opening++) {
    int32_t weeks = problem->opening_end[opening] - problem->opening_start[opening] + 1;
    if (weeks > longest) longest = weeks;
  }
  return longest;
}

// Whether a cohort may go elsewhere or be left out; one that is pinned on all its steps may not.
static inline bool is_movable(const Problem *problem, int32_t cohort) {
  if (!problem->cohort_pinned[cohort]) return true;
  for (int32_t seat = problem->cohort_seat[cohort]; seat < problem->cohort_seat[cohort + 1]; seat++)
    if (options_of(problem, seat) > 1) return true;
  return false;
}

#endif
