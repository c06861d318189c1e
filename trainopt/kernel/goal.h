// The goal of a phase: the weighted sum of terms that annealing lowers, and caps on terms.
#ifndef TRAINOPT_GOAL_H
#define TRAINOPT_GOAL_H

#include <stdbool.h>

#include "problem.h"

// By term its weight and its cap, and whether full classes are worth something; `most` is the highest energy with
// which the step under way is taken.
typedef struct {
  const int64_t *weight;
  const int64_t *cap;
  bool filled;
  int64_t most;
} Goal;

// By how much terms are above their caps in all.
int64_t excess(const Goal *goal, const int64_t *terms);

// The weighted sum of terms, less what full classes are worth, with the urgency of who is unmet, and with what is
// above a cap weighing more than all that can be had for it.
int64_t energy(const Goal *goal, const int64_t *terms, int64_t filled, int64_t urgent);

#endif
