// The longest chain: the classes that make somebody late, each as late as it is because of the one before.
#ifndef TRAINOPT_LONGEST_H
#define TRAINOPT_LONGEST_H

#include "dice.h"
#include "timetable.h"

// Classes from the last one back to one that nothing holds up. `by_place` says whether a class waits for a
// place that the next one here leaves, else it waits for who is in both.
typedef struct {
  int32_t *link;
  bool *by_place;
  int32_t length;
} Chain;

bool new_chain(Chain *chain, const Sequence *sequence);
void free_chain(Chain *chain);

// Follow what somebody waits for who is late, whom the dice choose, as they do where a class waits for
// several; empty where nobody is.
void find_chain(Chain *chain, const Timetable *table, const Sequence *sequence, Dice *dice);

// The class of a cohort before this one of its, and the one behind it; NONE where there is none.
int32_t class_before(const Sequence *sequence, int32_t cohort, int32_t one);
int32_t class_behind(const Sequence *sequence, int32_t cohort, int32_t one);

#endif
