// The classes of a plan, each with who is in it, that follow each other in places which hold one at a time.
#ifndef TRAINOPT_SEQUENCE_H
#define TRAINOPT_SEQUENCE_H

#include <stdint.h>

// Sets of weeks have a bit for each, in words of so many.
enum { WORD = 64 };

// `sequences.py` has the same fields in the same order. What is said `by` something and has several entries
// for each has `_first` beside it: where those of each begin, and behind the last one where they end.
typedef struct {
  int32_t weeks;
  int32_t words;
  int32_t classes;
  int32_t places;
  int32_t cohorts;
  int32_t transfer_weeks;
  // By class, its choices: the capacity rows that it can be in.
  const int32_t *choice_first;
  // By choice: how long it takes, in which nation, which places it fills, and the weeks in which it can
  // start, `words` words of bits.
  const int32_t *choice_weeks;
  const int32_t *choice_nation;
  const int32_t *choice_place_first;
  const int32_t *choice_place;
  const int64_t *choice_starts;
  // By class, who is in it; by cohort, its classes in the order of its steps.
  const int32_t *class_cohort_first;
  const int32_t *class_cohort;
  const int32_t *cohort_class_first;
  const int32_t *cohort_class;
  const int32_t *cohort_weight;
  const int32_t *cohort_due;
} Sequence;

// A plan of these classes: by class its choice and its first week, and the order in which they take the
// earliest weeks that are left. `lateness` is the weighted sum of weeks late, NEVER where somebody finds no
// weeks.
typedef struct {
  int32_t *order;
  int32_t *choice;
  int32_t *start;
  int64_t lateness;
} Timetable;

#define NEVER INT64_MAX

// The week behind the last one of a class.
static inline int32_t end_of(const Sequence *sequence, const Timetable *table, int32_t one) {
  return table->start[one] + sequence->choice_weeks[table->choice[one]];
}

#endif
