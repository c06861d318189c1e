// Recreate: the chosen cohorts put in again, in one of several orders; classes below their minimum repaired.
#ifndef TRAINOPT_RECREATE_H
#define TRAINOPT_RECREATE_H

#include "goal.h"
#include "insertion.h"
#include "ruin.h"

// A cohort with what it is sorted by, lowest first.
typedef struct {
  int64_t key;
  int32_t cohort;
} Ranked;

typedef struct {
  Ruin *ruin;
  Insertion *insertion;
  Dice *dice;
  Ranked *order;
  // What the step is made for, NULL where it is taken whatever comes of it; and what those who are yet to be
  // put in may still give it.
  const Goal *goal;
  int64_t hoped_unmet;
  int64_t hoped_urgent;
  int64_t hoped_changes;
  // The terms for whose sake somebody is left out, most important first, and how many they are.
  const int32_t *preferred;
  int32_t preferred_count;
} Recreate;

bool open_recreate(Recreate *recreate, Ruin *ruin, Insertion *insertion, Dice *dice);

void close_recreate(Recreate *recreate);

// Put in those chosen, with the unmet of the seed's demand and a few unmet ones more; then repair. False, and
// nothing more is put in, once the step can no longer be taken.
bool recreate_chosen(Recreate *recreate, int32_t more_unmet);

// Place everybody who is not placed, the pinned first, then by priority and how many steps they need.
void place_everybody(Recreate *recreate);

#endif
