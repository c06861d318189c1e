#include "goal.h"

// What one above a cap weighs: more than all that can be had for it.
static const int64_t ABOVE_CAP = 1000000000;

int64_t excess(const Goal *goal, const int64_t *terms) {
  int64_t sum = 0;
  for (int32_t term = 0; term < TERMS; term++)
    if (terms[term] > goal->cap[term]) sum += terms[term] - goal->cap[term];
  return sum;
}

int64_t energy(const Goal *goal, const int64_t *terms, int64_t filled, int64_t urgent) {
  int64_t sum = ABOVE_CAP * excess(goal, terms) + goal->weight[UNMET] * urgent;
  if (goal->filled) sum -= goal->weight[COST] * filled;
  for (int32_t term = 0; term < TERMS; term++) sum += goal->weight[term] * terms[term];
  return sum;
}
