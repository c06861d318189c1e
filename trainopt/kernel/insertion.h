// Insertion: a cohort put in at the least price, by dynamic programming over the openings of its steps.
#ifndef TRAINOPT_INSERTION_H
#define TRAINOPT_INSERTION_H

#include "dice.h"
#include "ledger.h"
#include "vacancy.h"
#include "ways.h"

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

// Working memory of insertions, and what is barred in the step under way. What counts steps and passes has 64
// bits: 32 are full after minutes.
typedef struct {
  Ledger *ledger;
  Dice *dice;
  Vacancies vacancies;
  Prices prices;
  // The chance, in CHANCES, that an opening with room is overlooked, and how many are seen before the next one.
  int32_t overlook;
  int64_t seen;
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

// From now on openings that have room are overlooked with this chance, in CHANCES.
void overlook_some(Insertion *insertion, int32_t chance);

// Place a cohort, that is not placed, on its cheapest way; false where none was found.
bool insert(Insertion *insertion, int32_t cohort);

#endif
