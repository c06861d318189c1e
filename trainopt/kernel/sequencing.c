#include "sequencing.h"

#include <string.h>

#include "longest.h"
#include "memory.h"
#include "problem.h"

// Of so many steps in CHANCES, how many are what.
enum { BEFORE = 600, ELSEWHERE = 300, HALF = 512, FAR = 128 };

// After so many steps that are not taken another longest chain is looked at.
enum { PATIENCE = 32 };

struct Sequencing {
  const Sequence *sequence;
  Dice dice;
  Timetable now, tried, best;
  // By class, where in the order of `now` it is.
  int32_t *place;
  Making making;
  Chain chain;
  int32_t refused;
};

int32_t sequencing_bytes(void) { return (int32_t)sizeof(Sequence); }

static bool has_memory(Sequencing *search) {
  const Sequence *sequence = search->sequence;
  return new_timetable(&search->now, sequence) && new_timetable(&search->tried, sequence) &&
         new_timetable(&search->best, sequence) && NEW(search->place, sequence->classes) &&
         new_making(&search->making, sequence) && new_chain(&search->chain, sequence);
}

static void look_again(Sequencing *search) {
  search->refused = 0;
  find_chain(&search->chain, &search->now, search->sequence, &search->dice);
}

static void settle(Sequencing *search) {
  sort_by_weeks(&search->now, search->sequence);
  for (int32_t at = 0; at < search->sequence->classes; at++) search->place[search->now.order[at]] = at;
  look_again(search);
}

Sequencing *sequencing_open(const Sequence *sequence, const int32_t *order, const int32_t *choice, uint64_t seed) {
  Sequencing *search;
  if (!NEW(search, 1)) return NULL;
  search->sequence = sequence;
  search->dice = new_dice(seed);
  if (!has_memory(search)) {
    sequencing_close(search);
    return NULL;
  }
  memcpy(search->now.order, order, (size_t)sequence->classes * sizeof *order);
  memcpy(search->now.choice, choice, (size_t)sequence->classes * sizeof *choice);
  find_weeks(&search->now, sequence, &search->making);
  copy_timetable(&search->best, &search->now, sequence);
  if (search->now.lateness != NEVER) settle(search);
  return search;
}

void sequencing_close(Sequencing *search) {
  if (!search) return;
  free_timetable(&search->now);
  free_timetable(&search->tried);
  free_timetable(&search->best);
  free(search->place);
  free_making(&search->making);
  free_chain(&search->chain);
  free(search);
}

// The first and the last place in the order that a class can have: behind what its cohorts do before it, and
// before what they do behind it.
static int32_t first_place(const Sequencing *search, int32_t one) {
  const Sequence *sequence = search->sequence;
  int32_t first = 0;
  for (int32_t at = sequence->class_cohort_first[one]; at < sequence->class_cohort_first[one + 1]; at++) {
    int32_t before = class_before(sequence, sequence->class_cohort[at], one);
    if (before != NONE && search->place[before] >= first) first = search->place[before] + 1;
  }
  return first;
}

static int32_t last_place(const Sequencing *search, int32_t one) {
  const Sequence *sequence = search->sequence;
  int32_t last = sequence->classes - 1;
  for (int32_t at = sequence->class_cohort_first[one]; at < sequence->class_cohort_first[one + 1]; at++) {
    int32_t behind = class_behind(sequence, sequence->class_cohort[at], one);
    if (behind != NONE && search->place[behind] <= last) last = search->place[behind] - 1;
  }
  return last;
}

// Put a class from its place in the order into another one.
static void move(Sequencing *search, int32_t one, int32_t to) {
  int32_t *order = search->tried.order, from = search->place[one];
  if (to < from) {
    memmove(order + to + 1, order + to, (size_t)(from - to) * sizeof *order);
  } else {
    memmove(order + from, order + from + 1, (size_t)(to - from) * sizeof *order);
  }
  order[to] = one;
}

// Put a class before one whose place it waits for: it comes forward, or the other goes back.
static bool put_before(Sequencing *search, int32_t one, int32_t other) {
  bool forward = first_place(search, one) <= search->place[other];
  bool back = last_place(search, other) >= search->place[one];
  if (!forward && !back) return false;
  if (forward && back) forward = happens(&search->dice, HALF);
  if (forward) {
    move(search, one, search->place[other]);
  } else {
    move(search, other, search->place[one]);
  }
  return true;
}

// A class of the longest chain before the one that it waits for, or before one that this waits for.
static bool hurry(Sequencing *search, int32_t at) {
  const Chain *chain = &search->chain;
  if (!chain->by_place[at]) return false;
  int32_t before = at + 1;
  bool far = happens(&search->dice, FAR);
  while (chain->by_place[before] && (far || happens(&search->dice, HALF))) before++;
  if (far) before = at + 1 + random_below(&search->dice, before - at);
  return put_before(search, chain->link[at], chain->link[before]);
}

// A class in another row, if there is one, anywhere in the order that it can be.
static bool put_elsewhere(Sequencing *search, int32_t one) {
  const int32_t *first = search->sequence->choice_first + one;
  int32_t choices = first[1] - first[0], low = first_place(search, one);
  int32_t places = last_place(search, one) - low + 1;
  if (choices > 1) {
    int32_t other = first[0] + random_below(&search->dice, choices - 1);
    search->tried.choice[one] = other + (other >= search->now.choice[one]);
  }
  if (choices == 1 && places == 1) return false;
  move(search, one, low + random_below(&search->dice, places));
  return true;
}

// Put a class anywhere in the order that it can be.
static bool put_anywhere(Sequencing *search, int32_t one) {
  int32_t low = first_place(search, one);
  move(search, one, low + random_below(&search->dice, last_place(search, one) - low + 1));
  return true;
}

static bool change(Sequencing *search) {
  int32_t kind = random_below(&search->dice, CHANCES);
  if (kind >= BEFORE + ELSEWHERE || !search->chain.length) {
    int32_t one = random_below(&search->dice, search->sequence->classes);
    return happens(&search->dice, HALF) ? put_elsewhere(search, one) : put_anywhere(search, one);
  }
  int32_t at = random_below(&search->dice, search->chain.length);
  return kind < BEFORE ? hurry(search, at) : put_elsewhere(search, search->chain.link[at]);
}

static void accept(Sequencing *search) {
  Timetable before = search->now;
  search->now = search->tried;
  search->tried = before;
  if (search->now.lateness < search->best.lateness) copy_timetable(&search->best, &search->now, search->sequence);
  settle(search);
}

static bool step(Sequencing *search, int64_t temperature) {
  copy_timetable(&search->tried, &search->now, search->sequence);
  bool changed = change(search);
  if (changed) find_weeks(&search->tried, search->sequence, &search->making);
  int64_t most = search->now.lateness + temperature * random_exponential(&search->dice) / EXPONENTIAL_ONE;
  if (changed && search->tried.lateness <= most) {
    accept(search);
    return true;
  }
  if (++search->refused >= PATIENCE) look_again(search);
  return false;
}

int64_t sequencing_run(Sequencing *search, int64_t temperature, int64_t steps) {
  int64_t taken = 0;
  if (search->best.lateness == NEVER) return 0;
  for (int64_t made = 0; made < steps && search->best.lateness > 0; made++) taken += step(search, temperature);
  return taken;
}

int64_t sequencing_best(const Sequencing *search, int32_t *choice, int32_t *start) {
  memcpy(choice, search->best.choice, (size_t)search->sequence->classes * sizeof *choice);
  memcpy(start, search->best.start, (size_t)search->sequence->classes * sizeof *start);
  return search->best.lateness;
}
