// Insertion: a cohort put in at the least price, by dynamic programming over the openings of its steps.
#ifndef TRAINOPT_INSERTION_H
#define TRAINOPT_INSERTION_H

#include "dice.h"
#include "ledger.h"
#include "vacancy.h"

// What things are worth, in hundredths of a week. Only their proportions matter.
typedef struct {
  int32_t new_class;    // a class more, which uses up capacity
  int32_t small_class;  // a place in a class below its minimum; below 0, since it helps
  int32_t end;          // a week by which the last step ends later
  int32_t late;         // a week after `due`
  int32_t change;       // a step elsewhere than it was published
  int32_t transfer;     // a change of nation
  int32_t wait;         // an empty week between steps
  int32_t cost;         // 1,000 EUR
} Prices;

// The cheapest way so far that ends in a place by a week. `option` is NONE where there is none.
typedef struct {
  int32_t price;
  int32_t option;
} Way;

// The cheapest ways that end with a step. All are between its first and its last end; `least` costs the
// cheapest one. Of a last step there is `best` alone.
typedef struct {
  Way *at_place;  // by place and last week
  Way *anywhere;  // by last week
  int32_t first_end;
  int32_t last_end;
  int32_t least;
  Way best;
} Ways;

// Working memory of insertions, and what is barred in the step under way. What counts steps and passes has 64
// bits: 32 are full after minutes.
typedef struct {
  Ledger *ledger;
  Dice *dice;
  Vacancy *vacancies;  // by opening
  Prices prices;
  // The chance, in CHANCES, that an opening is overlooked.
  int32_t overlook;
  // Whether a class may be begun by fewer than its minimum.
  bool may_begin_small;
  // By opening: the step of the search in which no class may be begun there by too few.
  int64_t *barred;
  int64_t now;
  // By step and option: the option before it on its cheapest way, the class to join.
  int32_t *before;
  int32_t *joined;
  int32_t most_options;
  // The ways of the step before and of this one, one in turn for the other.
  Ways ways[2];
  const Ways *from;
  Ways *to;
  // The cheapest way to each place and start week of this step, and with a move to another nation to each
  // start week; `known` says in which pass it was found.
  Way *reached;
  int64_t *known;
  Way *reached_from_anywhere;
  int64_t *known_from_anywhere;
  int64_t pass;
  int32_t *classes;
} Insertion;

bool open_insertion(Insertion *insertion, Ledger *ledger, Dice *dice);

void close_insertion(Insertion *insertion);

// Place a cohort, that is not placed, on its cheapest way; false where none was found.
bool insert(Insertion *insertion, int32_t cohort);

#endif
