// What prices of limits prove: by them each cohort takes its cheapest way, or is left out.
//
// Every limit on classes and trainees has a price in each week. Whatever plan there is, its cohorts cost no less
// than the cheapest they could do at these prices, and what they take of the limits is no more than there is.
#ifndef TRAINOPT_PRICES_H
#define TRAINOPT_PRICES_H

#include "exported.h"
#include "problem.h"

// What part of a class is so much that no class has more than all of it: 2 to the power of SHARE_BITS.
enum { SHARE_BITS = 20 };

// Who takes part, and what of a class each takes. `market.py` has the same fields in the same order.
typedef struct {
  // How many groups of like cohorts there are, and by each one of them and their number.
  int32_t groups;
  const int32_t *group_cohort;
  const int32_t *group_count;
  // By opening, which row of shares is its own; by such a row and the size of a cohort, below `sizes`, the part
  // of a class that it takes at least.
  const int32_t *opening_kind;
  const int32_t *share;
  int32_t sizes;
  // The price of a week for a weighted trainee who is late.
  int64_t late;
} Market;

// What is asked for at prices: by row and week classes, by pool and week units or trainees, by group whether its
// cohorts are left out.
typedef struct {
  double *classes;
  double *drawn;
  int32_t *left;
} Asked;

// Bytes of a Market and of an Asked: who calls from another language compares them with its own.
EXPORTED int32_t market_bytes(void);
EXPORTED int32_t asked_bytes(void);

// What all groups cost at the least: by row and week a class's price, by pool and week that of a unit or a trainee,
// and by group the price of leaving one cohort out. -1 in `short_of_memory` where memory is, else 0.
EXPORTED int64_t market_least(const Problem *problem, const Market *market, const int64_t *class_price,
                              const int64_t *unit_price, const int64_t *left_out, Asked *asked,
                              int32_t *short_of_memory);

#endif
