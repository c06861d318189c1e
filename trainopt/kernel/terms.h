// Terms: what a cohort adds to each term of the objective, and what is counted beside them.
#ifndef TRAINOPT_TERMS_H
#define TRAINOPT_TERMS_H

#include "ledger.h"

// What a cohort that is placed adds to a term; for COST its trainees' cost.
int64_t share_of_term(const Ledger *ledger, int32_t cohort, int32_t term);

// How many steps of a cohort are published: as many are changed where it is not placed.
int64_t published_steps(const Problem *problem, int32_t cohort);

// Add a cohort that is placed to the ledger's terms, or with -1 take it away again; its cost, which is counted
// by class and trainee, stays out.
void count_terms(Ledger *ledger, int32_t cohort, int32_t sign);

// What a class adds to `filled`.
int64_t filled_by(const Problem *problem, const TrainingClass *one);

// Count `filled` from now on, or no more.
void count_filled(Ledger *ledger, bool counts);

// Give each cohort an urgency; nothing was done since the last `keep`.
void urge(Ledger *ledger, const int64_t *urgency);

#endif
