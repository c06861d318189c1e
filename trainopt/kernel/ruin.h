// Ruin: which cohorts are taken out together, so that they can be put in again elsewhere.
#ifndef TRAINOPT_RUIN_H
#define TRAINOPT_RUIN_H

#include "dice.h"
#include "ledger.h"

// Around whom a ruin happens: chances in CHANCES. Who is neither is anybody.
typedef struct {
  int32_t focus;       // somebody in focus
  int32_t unmet;       // somebody who is not placed
  int32_t worst;       // somebody who adds much to a term
  int32_t worst_term;  // that term
} Seeds;

// Openings and cohorts by what they share: of entry i, the members first[i] to first[i + 1] - 1.
typedef struct {
  int32_t *first;
  int32_t *member;
} Sharing;

typedef struct {
  Ledger *ledger;
  Dice *dice;
  // Openings by their starts, and cohorts.
  Sharing at_site;
  Sharing of_course;
  int32_t longest_class;
  Sharing of_demand;
  Sharing of_unit;
  // By cohort, the sum of the weights in focus up to its own; all 0 where nobody is in focus.
  int32_t *focus_sum;
  // Around whom the ruin happened; who is to be put in again, each once.
  int32_t seed;
  int32_t *chosen;
  int32_t chosen_count;
  bool *is_chosen;
  // How many more may be taken out in this step.
  int32_t quota;
  // Classes to choose from.
  int32_t *found;
} Ruin;

bool open_ruin(Ruin *ruin, Ledger *ledger, Dice *dice);

void close_ruin(Ruin *ruin);

// Prefer cohorts as seeds by these weights, one for each; their sum stays below 2^31.
void focus_on(Ruin *ruin, const int32_t *weights);

// Take some cohorts out around a seed, who is chosen too if not placed; false where nobody can be moved.
bool ruin_somewhere(Ruin *ruin, const Seeds *seeds);

// One of the heavier cohorts that are not placed and have somewhere to go, or NONE.
int32_t draw_unmet(Ruin *ruin);

// Take everybody who may be moved out of a class; they are chosen.
void empty_class(Ruin *ruin, int32_t number);

void choose(Ruin *ruin, int32_t cohort);

void forget_chosen(Ruin *ruin);

#endif
