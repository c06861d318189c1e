// What a plan holds and leaves free, with whole-number sums of all terms; steps of it can be undone.
//
// The ledger itself asks nothing: whoever places a cohort has asked before (insertion.h). Rules 7 and 8 then
// hold at all times; rule 6's minimum and pins may be broken until `is_allowed` says otherwise.
#ifndef TRAINOPT_LEDGER_H
#define TRAINOPT_LEDGER_H

#include <stdbool.h>

#include "problem.h"

// A class. Its seats are a list, and so are the classes of an opening. `unit`: NONE where units may mix.
// `expected` are hundredths of trainees.
typedef struct {
  int32_t opening;
  int32_t unit;
  int32_t trainees;
  int32_t expected;
  int32_t first_seat;
  int32_t next;
  int32_t previous;
} TrainingClass;

// How often what the openings of a row draw on has changed in a spell of weeks, and how often some of it was
// given back: where nothing was, there is no more room than before.
typedef struct {
  int64_t all;
  int64_t back;
} Changes;

typedef struct {
  const Problem *problem;
  // By pool and week, what is left; by row and week, how many classes run.
  int32_t *room;
  int32_t *running;
  // By row and spell, changes of its classes and of what they and their trainees draw on; by pool, the rows
  // that draw on it. A spell is as long as the longest class, so that an opening lies in two at the most.
  Changes *changes;
  int32_t spell_weeks;
  int32_t spells;
  int32_t *drawing_first;
  int32_t *drawing_row;
  // Classes; those that ended before the last `keep` are free to be used again, those that ended since wait.
  TrainingClass *classes;
  int32_t class_count;
  int32_t class_limit;
  int32_t *free_classes;
  int32_t free_count;
  int32_t *ended_classes;
  int32_t ended_count;
  // By opening, its first class; by seat, its class and its neighbours there, and the cohort it is of.
  int32_t *opening_class;
  int32_t *seat_class;
  int32_t *next_seat;
  int32_t *previous_seat;
  int32_t *seat_cohort;
  // Cohorts not placed, and by cohort where it stands among them (NONE: it is placed).
  int32_t *unmet;
  int32_t unmet_count;
  int32_t *unmet_place;
  int32_t pinned_unmet;
  int64_t terms[TERMS];
  // What classes cost, each times the square of its share of seats taken, where that is counted.
  int64_t filled;
  bool counts_filled;
  // By cohort, what it weighs in `unmet` beyond its weight while annealing looks for plans; the sum over who is unmet.
  int64_t *urgency;
  int64_t urgent;
  // The journal: the sums at the last `keep`, the cohorts moved since, and the classes that they were in.
  int64_t terms_before[TERMS];
  int64_t filled_before;
  int64_t urgent_before;
  int32_t *moved;
  int32_t moved_count;
  bool *is_moved;
  int32_t *class_before;
} Ledger;

// An empty plan; false where memory is short.
bool open_ledger(Ledger *ledger, const Problem *problem);

void close_ledger(Ledger *ledger);

// A class at an opening that a cohort of this unit may join; NONE where there are too many.
int32_t new_class(Ledger *ledger, int32_t opening, int32_t unit);

// Give a cohort that is not placed a class on each step, classes[0] on the first.
void place(Ledger *ledger, int32_t cohort, const int32_t *classes);

// Take a placed cohort out of all its classes; a class left empty ends.
void take_out(Ledger *ledger, int32_t cohort);

// Hold what was done since the last `keep`.
void keep(Ledger *ledger);

// Take back all that was done since the last `keep`.
void undo(Ledger *ledger);

// Whether what was moved since the last `keep` leaves each class its minimum and each pinned cohort placed.
bool is_allowed(const Ledger *ledger);

// Whether so many trainees, planned and in hundredths expected, are too few for a class of the opening.
static inline bool are_too_few(const Problem *problem, int32_t opening, int32_t trainees, int32_t expected) {
  return trainees < problem->opening_class_min[opening] || expected < problem->opening_expected_min[opening];
}

// The emptiest class below its minimum among those that were joined or left since the last `keep` and have
// somebody in them who may be moved, or NONE.
int32_t emptiest_below_minimum(const Ledger *ledger);

static inline bool is_placed(const Ledger *ledger, int32_t cohort) {
  return ledger->unmet_place[cohort] == NONE;
}

// What a cohort weighs while annealing looks for plans.
static inline int64_t pull_of(const Ledger *ledger, int32_t cohort) {
  return ledger->problem->cohort_weight[cohort] + ledger->urgency[cohort];
}

// The opening in which a seat is.
static inline int32_t opening_of(const Ledger *ledger, int32_t seat) {
  return ledger->classes[ledger->seat_class[seat]].opening;
}

// Where the changes of a row are kept that concern a week.
static inline int32_t changes_at(const Ledger *ledger, int32_t row, int32_t week) {
  return row * ledger->spells + week / ledger->spell_weeks;
}

static inline int32_t *room_of(const Ledger *ledger, int32_t pool) {
  return ledger->room + (int64_t)pool * ledger->problem->weeks;
}

static inline int32_t *running_of(const Ledger *ledger, int32_t row) {
  return ledger->running + (int64_t)row * ledger->problem->weeks;
}

#endif
