// From an order of classes to weeks: one after the other each takes the earliest weeks that are left.
#ifndef TRAINOPT_TIMETABLE_H
#define TRAINOPT_TIMETABLE_H

#include <stdbool.h>

#include "sequence.h"

// What is taken while a timetable is made: by place the weeks, by cohort where and until when it is.
typedef struct {
  uint64_t *taken;
  int32_t *ready;
  int32_t *nation;
} Making;

bool new_making(Making *making, const Sequence *sequence);
void free_making(Making *making);

bool new_timetable(Timetable *table, const Sequence *sequence);
void free_timetable(Timetable *table);
void copy_timetable(Timetable *to, const Timetable *from, const Sequence *sequence);

// Find the first weeks and the lateness of what is ordered and chosen.
void find_weeks(Timetable *table, const Sequence *sequence, Making *making);

// Order the classes by their first weeks: weeks found in this order are no later.
void sort_by_weeks(Timetable *table, const Sequence *sequence);

// The last week before this one in which a choice can start; NONE where there is none.
int32_t start_before(const Sequence *sequence, int32_t choice, int32_t week);

#endif
