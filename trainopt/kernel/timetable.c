#include "timetable.h"

#include <string.h>

#include "memory.h"
#include "problem.h"

bool new_making(Making *making, const Sequence *sequence) {
  return NEW(making->taken, sequence->places * sequence->words) && NEW(making->ready, sequence->cohorts) &&
         NEW(making->nation, sequence->cohorts);
}

void free_making(Making *making) {
  free(making->taken);
  free(making->ready);
  free(making->nation);
}

bool new_timetable(Timetable *table, const Sequence *sequence) {
  table->lateness = NEVER;
  return NEW(table->order, sequence->classes) && NEW(table->choice, sequence->classes) &&
         NEW(table->start, sequence->classes);
}

void free_timetable(Timetable *table) {
  free(table->order);
  free(table->choice);
  free(table->start);
}

void copy_timetable(Timetable *to, const Timetable *from, const Sequence *sequence) {
  size_t bytes = (size_t)sequence->classes * sizeof(int32_t);
  memcpy(to->order, from->order, bytes);
  memcpy(to->choice, from->choice, bytes);
  memcpy(to->start, from->start, bytes);
  to->lateness = from->lateness;
}

// The bits of a word of weeks that lie from `first` on and before `end`.
static uint64_t bits_between(int32_t word, int32_t first, int32_t end) {
  int32_t low = first - word * WORD, high = end - word * WORD;
  uint64_t from = low <= 0 ? ~UINT64_C(0) : ~UINT64_C(0) << low;
  return high >= WORD ? from : from & ~(~UINT64_C(0) << high);
}

static int32_t last_taken(const uint64_t *taken, int32_t first, int32_t end) {
  for (int32_t word = (end - 1) / WORD; word >= first / WORD; word--) {
    uint64_t found = taken[word] & bits_between(word, first, end);
    if (found) return word * WORD + WORD - 1 - __builtin_clzll(found);
  }
  return NONE;
}

static void take(uint64_t *taken, int32_t first, int32_t end) {
  for (int32_t word = first / WORD; word <= (end - 1) / WORD; word++) {
    taken[word] |= bits_between(word, first, end);
  }
}

static int32_t start_from(const Sequence *sequence, int32_t choice, int32_t week) {
  const uint64_t *starts = (const uint64_t *)sequence->choice_starts + (int64_t)choice * sequence->words;
  for (int32_t word = week / WORD; word < sequence->words; word++) {
    uint64_t found = starts[word] & bits_between(word, week, sequence->weeks);
    if (found) return word * WORD + __builtin_ctzll(found);
  }
  return NONE;
}

int32_t start_before(const Sequence *sequence, int32_t choice, int32_t week) {
  const uint64_t *starts = (const uint64_t *)sequence->choice_starts + (int64_t)choice * sequence->words;
  return week > 0 ? last_taken(starts, 0, week) : NONE;
}

// The earliest week from which all places of a choice are free as long as it takes.
static int32_t earliest(const Sequence *sequence, const Making *making, int32_t choice, int32_t week) {
  const int32_t *first = sequence->choice_place_first + choice;
  for (;;) {
    week = start_from(sequence, choice, week);
    if (week == NONE) return NONE;
    int32_t blocked = NONE;
    for (int32_t at = first[0]; at < first[1]; at++) {
      const uint64_t *taken = making->taken + (int64_t)sequence->choice_place[at] * sequence->words;
      int32_t last = last_taken(taken, week, week + sequence->choice_weeks[choice]);
      blocked = last > blocked ? last : blocked;
    }
    if (blocked == NONE) return week;
    week = blocked + 1;
  }
}

// The first week in which all who are in a class can be there.
static int32_t all_come(const Sequence *sequence, const Making *making, int32_t one, int32_t choice) {
  const int32_t *first = sequence->class_cohort_first + one;
  int32_t nation = sequence->choice_nation[choice], week = 0;
  for (int32_t at = first[0]; at < first[1]; at++) {
    int32_t cohort = sequence->class_cohort[at], before = making->nation[cohort];
    int32_t transfer = before == NONE || before == nation ? 0 : sequence->transfer_weeks;
    int32_t ready = making->ready[cohort] + transfer;
    week = ready > week ? ready : week;
  }
  return week;
}

static bool place(Timetable *table, const Sequence *sequence, Making *making, int32_t one) {
  int32_t choice = table->choice[one];
  int32_t start = earliest(sequence, making, choice, all_come(sequence, making, one, choice));
  if (start == NONE) return false;
  table->start[one] = start;
  int32_t end = start + sequence->choice_weeks[choice];
  for (int32_t at = sequence->choice_place_first[choice]; at < sequence->choice_place_first[choice + 1]; at++) {
    take(making->taken + (int64_t)sequence->choice_place[at] * sequence->words, start, end);
  }
  for (int32_t at = sequence->class_cohort_first[one]; at < sequence->class_cohort_first[one + 1]; at++) {
    making->ready[sequence->class_cohort[at]] = end;
    making->nation[sequence->class_cohort[at]] = sequence->choice_nation[choice];
  }
  return true;
}

static int64_t lateness_of(const Sequence *sequence, const Making *making) {
  int64_t sum = 0;
  for (int32_t cohort = 0; cohort < sequence->cohorts; cohort++) {
    int32_t late = making->ready[cohort] - 1 - sequence->cohort_due[cohort];
    if (late > 0) sum += (int64_t)late * sequence->cohort_weight[cohort];
  }
  return sum;
}

void find_weeks(Timetable *table, const Sequence *sequence, Making *making) {
  memset(making->taken, 0, (size_t)(sequence->places * sequence->words) * sizeof(uint64_t));
  for (int32_t cohort = 0; cohort < sequence->cohorts; cohort++) {
    making->ready[cohort] = 0;
    making->nation[cohort] = NONE;
  }
  table->lateness = NEVER;
  for (int32_t at = 0; at < sequence->classes; at++) {
    if (!place(table, sequence, making, table->order[at])) return;
  }
  table->lateness = lateness_of(sequence, making);
}

void sort_by_weeks(Timetable *table, const Sequence *sequence) {
  int32_t *order = table->order;
  for (int32_t at = 1; at < sequence->classes; at++) {
    int32_t one = order[at], before = at;
    for (; before > 0 && table->start[order[before - 1]] > table->start[one]; before--) {
      order[before] = order[before - 1];
    }
    order[before] = one;
  }
}
