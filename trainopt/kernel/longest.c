#include "longest.h"

#include "memory.h"
#include "problem.h"

bool new_chain(Chain *chain, const Sequence *sequence) {
  return NEW(chain->link, sequence->classes) && NEW(chain->by_place, sequence->classes);
}

void free_chain(Chain *chain) {
  free(chain->link);
  free(chain->by_place);
}

// One of several that are seen one after the other, each as likely as the others.
typedef struct {
  Dice *dice;
  int32_t seen, one;
  bool by_place;
} Pick;

static void see(Pick *pick, int32_t one, bool by_place) {
  pick->seen++;
  if (random_below(pick->dice, pick->seen)) return;
  pick->one = one;
  pick->by_place = by_place;
}

static int32_t last_class(const Sequence *sequence, int32_t cohort) {
  return sequence->cohort_class[sequence->cohort_class_first[cohort + 1] - 1];
}

static int32_t somebody_late(const Timetable *table, const Sequence *sequence, Dice *dice) {
  Pick pick = {dice, 0, NONE, false};
  for (int32_t cohort = 0; cohort < sequence->cohorts; cohort++) {
    int32_t last = last_class(sequence, cohort);
    bool late = end_of(sequence, table, last) - 1 > sequence->cohort_due[cohort];
    if (late && sequence->cohort_weight[cohort] > 0) see(&pick, last, false);
  }
  return pick.one;
}

int32_t class_before(const Sequence *sequence, int32_t cohort, int32_t one) {
  int32_t before = NONE;
  for (int32_t at = sequence->cohort_class_first[cohort]; sequence->cohort_class[at] != one; at++) {
    before = sequence->cohort_class[at];
  }
  return before;
}

int32_t class_behind(const Sequence *sequence, int32_t cohort, int32_t one) {
  int32_t at = sequence->cohort_class_first[cohort];
  while (sequence->cohort_class[at] != one) at++;
  return ++at < sequence->cohort_class_first[cohort + 1] ? sequence->cohort_class[at] : NONE;
}

static void see_who_comes(Pick *pick, const Timetable *table, const Sequence *sequence, int32_t one, int32_t week) {
  int32_t nation = sequence->choice_nation[table->choice[one]];
  for (int32_t at = sequence->class_cohort_first[one]; at < sequence->class_cohort_first[one + 1]; at++) {
    int32_t before = class_before(sequence, sequence->class_cohort[at], one);
    if (before == NONE) continue;
    bool moved = sequence->choice_nation[table->choice[before]] != nation;
    int32_t ready = end_of(sequence, table, before) + (moved ? sequence->transfer_weeks : 0);
    if (ready > week) see(pick, before, false);
  }
}

static bool share_a_place(const Sequence *sequence, int32_t choice, int32_t other) {
  const int32_t *first = sequence->choice_place_first;
  for (int32_t at = first[choice]; at < first[choice + 1]; at++) {
    for (int32_t its = first[other]; its < first[other + 1]; its++) {
      if (sequence->choice_place[at] == sequence->choice_place[its]) return true;
    }
  }
  return false;
}

static void see_who_is_there(Pick *pick, const Timetable *table, const Sequence *sequence, int32_t one, int32_t week) {
  int32_t start = table->start[one], choice = table->choice[one];
  for (int32_t other = 0; other < sequence->classes; other++) {
    int32_t end = end_of(sequence, table, other);
    if (end > week && end <= start && share_a_place(sequence, choice, table->choice[other])) see(pick, other, true);
  }
}

void find_chain(Chain *chain, const Timetable *table, const Sequence *sequence, Dice *dice) {
  chain->length = 0;
  int32_t one = somebody_late(table, sequence, dice);
  while (one != NONE) {
    int32_t week = start_before(sequence, table->choice[one], table->start[one]);
    Pick pick = {dice, 0, NONE, false};
    if (week != NONE) {
      see_who_comes(&pick, table, sequence, one, week);
      see_who_is_there(&pick, table, sequence, one, week);
    }
    chain->link[chain->length] = one;
    chain->by_place[chain->length] = pick.by_place;
    chain->length++;
    one = pick.one;
  }
}
