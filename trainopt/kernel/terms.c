#include "terms.h"

#include <string.h>

// Shares of seats are counted in parts of one.
enum { ALL_SEATS = 1024 };

// Of a cohort that is placed

static int64_t weeks_late(const Ledger *ledger, int32_t cohort) {
  const Problem *problem = ledger->problem;
  int32_t last = problem->cohort_seat[cohort + 1] - 1;
  int32_t late = problem->opening_end[opening_of(ledger, last)] - problem->cohort_due[cohort];
  return late > 0 ? late : 0;
}

static int64_t steps_changed(const Ledger *ledger, int32_t cohort) {
  const Problem *problem = ledger->problem;
  int64_t changed = 0;
  for (int32_t seat = problem->cohort_seat[cohort]; seat < problem->cohort_seat[cohort + 1]; seat++) {
    int32_t opening = opening_of(ledger, seat), published = problem->seat_published_site[seat];
    changed += published != NONE && (problem->opening_site[opening] != published ||
                                     problem->opening_start[opening] != problem->seat_published_start[seat]);
  }
  return changed;
}

static int64_t moves_abroad(const Ledger *ledger, int32_t cohort) {
  const Problem *problem = ledger->problem;
  int32_t first = opening_of(ledger, problem->cohort_seat[cohort]);
  int32_t origin = problem->cohort_origin_nation[cohort];
  int64_t moves = origin != NO_ORIGIN && problem->opening_nation[first] != origin;
  for (int32_t seat = problem->cohort_seat[cohort] + 1; seat < problem->cohort_seat[cohort + 1]; seat++)
    moves += problem->opening_nation[opening_of(ledger, seat)] !=
             problem->opening_nation[opening_of(ledger, seat - 1)];
  return moves;
}

static int64_t weeks_between(const Ledger *ledger, int32_t cohort) {
  const Problem *problem = ledger->problem;
  int32_t first = opening_of(ledger, problem->cohort_seat[cohort]);
  int64_t weeks = 0;
  if (problem->cohort_origin_nation[cohort] != NO_ORIGIN)
    weeks = problem->opening_start[first] - problem->cohort_origin_end[cohort] - 1;
  for (int32_t seat = problem->cohort_seat[cohort] + 1; seat < problem->cohort_seat[cohort + 1]; seat++)
    weeks += problem->opening_start[opening_of(ledger, seat)] -
             problem->opening_end[opening_of(ledger, seat - 1)] - 1;
  return weeks;
}

static int64_t cost_of_trainees(const Ledger *ledger, int32_t cohort) {
  const Problem *problem = ledger->problem;
  int64_t cost = 0;
  for (int32_t seat = problem->cohort_seat[cohort]; seat < problem->cohort_seat[cohort + 1]; seat++)
    cost += problem->row_cost_per_trainee[problem->opening_row[opening_of(ledger, seat)]];
  return cost * problem->cohort_size[cohort];
}

int64_t share_of_term(const Ledger *ledger, int32_t cohort, int32_t term) {
  int64_t size = ledger->problem->cohort_size[cohort];
  switch (term) {
    case LATENESS: return weeks_late(ledger, cohort) * ledger->problem->cohort_weight[cohort];
    case CHANGES: return steps_changed(ledger, cohort) * size;
    case TRANSFERS: return moves_abroad(ledger, cohort) * size;
    case WAITING: return weeks_between(ledger, cohort) * size;
    case COST: return cost_of_trainees(ledger, cohort);
    default: return 0;
  }
}

int64_t published_steps(const Problem *problem, int32_t cohort) {
  int64_t steps = 0;
  for (int32_t seat = problem->cohort_seat[cohort]; seat < problem->cohort_seat[cohort + 1]; seat++)
    steps += problem->seat_published_site[seat] != NONE;
  return steps;
}

// The terms, for a cohort that comes or goes; cost is counted by class and trainee above.
void count_terms(Ledger *ledger, int32_t cohort, int32_t sign) {
  const Problem *problem = ledger->problem;
  int64_t size = problem->cohort_size[cohort];
  ledger->terms[UNMET] -= sign * problem->cohort_weight[cohort];
  ledger->urgent -= sign * ledger->urgency[cohort];
  ledger->terms[LATENESS] += sign * share_of_term(ledger, cohort, LATENESS);
  ledger->terms[CHANGES] +=
      sign * (share_of_term(ledger, cohort, CHANGES) - published_steps(problem, cohort) * size);
  ledger->terms[TRANSFERS] += sign * share_of_term(ledger, cohort, TRANSFERS);
  ledger->terms[WAITING] += sign * share_of_term(ledger, cohort, WAITING);
}

// Beside the terms, over all classes and all who are unmet

int64_t filled_by(const Problem *problem, const TrainingClass *one) {
  int32_t seats = problem->opening_seats[one->opening];
  int64_t share = seats > 0 ? (int64_t)one->trainees * ALL_SEATS / seats : 0;
  int64_t cost = problem->row_cost_per_class[problem->opening_row[one->opening]];
  return cost * share / ALL_SEATS * share / ALL_SEATS;
}

void count_filled(Ledger *ledger, bool counts) {
  const Problem *problem = ledger->problem;
  ledger->counts_filled = counts;
  ledger->filled = 0;
  for (int32_t opening = 0; counts && opening < problem->openings; opening++)
    for (int32_t one = ledger->opening_class[opening]; one != NONE; one = ledger->classes[one].next)
      ledger->filled += filled_by(problem, &ledger->classes[one]);
  ledger->filled_before = ledger->filled;
}

void urge(Ledger *ledger, const int64_t *urgency) {
  memcpy(ledger->urgency, urgency, (size_t)ledger->problem->cohorts * sizeof *urgency);
  ledger->urgent = 0;
  for (int32_t i = 0; i < ledger->unmet_count; i++) ledger->urgent += urgency[ledger->unmet[i]];
  ledger->urgent_before = ledger->urgent;
}
