#include "recreate.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "terms.h"

// The orders, one as likely as the other; two of them keep a demand together, which fills classes of one unit.
enum { BY_CHANCE, BY_PRIORITY, BY_DEMAND, HARDEST_DEMAND_FIRST, BIGGEST_FIRST, ORDERS };

// Parts of one in keys: priorities and steps are whole, chance is a part of one.
enum { ONE = 1 << 16 };

// Classes that are repaired in one step of the search, and how often everybody is tried in a first plan.
enum { REPAIRS = 20, ROUNDS = 4 };

bool open_recreate(Recreate *recreate, Ruin *ruin, Insertion *insertion, Dice *dice) {
  *recreate = (Recreate){.ruin = ruin, .insertion = insertion, .dice = dice};
  return NEW(recreate->order, ruin->ledger->problem->cohorts);
}

void close_recreate(Recreate *recreate) { free(recreate->order); }

// Orders

// The same chance, a part of ONE, for all cohorts of a demand in one step.
static int64_t chance_of_demand(const Problem *problem, int32_t cohort, uint64_t salt) {
  return (int64_t)(scrambled((uint64_t)problem->cohort_demand[cohort] ^ salt) >> 48);
}

static int64_t priority_of(const Ledger *ledger, int32_t cohort) {
  return pull_of(ledger, cohort) / ledger->problem->cohort_size[cohort] * ONE;
}

static int64_t key_of(const Ledger *ledger, int32_t cohort, int32_t order, Dice *dice, uint64_t salt) {
  const Problem *problem = ledger->problem;
  int64_t chance = chance_of_demand(problem, cohort, salt);
  switch (order) {
    case BY_PRIORITY: return -priority_of(ledger, cohort) - chance / 2;
    case BY_DEMAND: return chance;
    case HARDEST_DEMAND_FIRST:
      return -priority_of(ledger, cohort) - ONE / 2 * (int64_t)steps_of(problem, cohort) - 2 * chance;
    case BIGGEST_FIRST: return -problem->cohort_size[cohort] * (7 * ONE / 10 + 6 * chance / 10);
    default: return random_below(dice, ONE);
  }
}

static int compared(const void *left, const void *right) {
  const Ranked *one = left, *two = right;
  if (one->key != two->key) return one->key < two->key ? -1 : 1;
  return one->cohort < two->cohort ? -1 : one->cohort > two->cohort;
}

// Sort those chosen, whoever is pinned before all others.
static int32_t sort_chosen(Recreate *recreate, int32_t order) {
  const Ruin *ruin = recreate->ruin;
  const Problem *problem = ruin->ledger->problem;
  uint64_t salt = random_bits(recreate->dice);
  for (int32_t i = 0; i < ruin->chosen_count; i++) {
    int32_t cohort = ruin->chosen[i];
    int64_t key = key_of(ruin->ledger, cohort, order, recreate->dice, salt);
    recreate->order[i] = (Ranked){problem->cohort_pinned[cohort] ? INT64_MIN : key, cohort};
  }
  qsort(recreate->order, (size_t)ruin->chosen_count, sizeof *recreate->order, compared);
  return ruin->chosen_count;
}

// Whether the terms that are preferred to `unmet` are worse than before, by the first that differs.
static bool are_worse(const Recreate *recreate, const int64_t *before) {
  const int64_t *terms = recreate->ruin->ledger->terms;
  for (int32_t i = 0; i < recreate->preferred_count; i++) {
    int32_t term = recreate->preferred[i];
    if (terms[term] != before[term]) return terms[term] > before[term];
  }
  return false;
}

// Place a cohort; not where a term that is preferred to `unmet` is better without it, unless it is pinned.
static void insert_or_leave_out(Recreate *recreate, int32_t cohort) {
  Ledger *ledger = recreate->ruin->ledger;
  int64_t before[TERMS];
  memcpy(before, ledger->terms, sizeof before);
  if (insert(recreate->insertion, cohort) && !ledger->problem->cohort_pinned[cohort] &&
      are_worse(recreate, before))
    take_out(ledger, cohort);
}

// What a cohort that is not placed may give a step.
static void hope_for(Recreate *recreate, int32_t cohort, int32_t sign) {
  const Problem *problem = recreate->ruin->ledger->problem;
  recreate->hoped_unmet += sign * (int64_t)problem->cohort_weight[cohort];
  recreate->hoped_urgent += sign * recreate->ruin->ledger->urgency[cohort];
  recreate->hoped_changes += sign * published_steps(problem, cohort) * problem->cohort_size[cohort];
}

// Whether a step cannot be taken, whatever becomes of those who are yet to be put in: who is placed adds to
// all terms but `unmet` and `changes`. What repair may better is not waited for. Where full classes are worth
// something they may all become full.
static bool is_hopeless(const Recreate *recreate) {
  if (!recreate->goal || recreate->goal->filled) return false;
  int64_t terms[TERMS];
  memcpy(terms, recreate->ruin->ledger->terms, sizeof terms);
  terms[UNMET] -= recreate->hoped_unmet;
  terms[CHANGES] -= recreate->hoped_changes;
  int64_t urgent = recreate->ruin->ledger->urgent - recreate->hoped_urgent;
  return energy(recreate->goal, terms, 0, urgent) > recreate->goal->most;
}

// Put in the first of the order, so many; false once there is no hope.
static bool insert_all(Recreate *recreate, int32_t count) {
  recreate->hoped_unmet = recreate->hoped_urgent = recreate->hoped_changes = 0;
  for (int32_t i = 0; i < count; i++) hope_for(recreate, recreate->order[i].cohort, 1);
  for (int32_t i = 0; i < count; i++) {
    hope_for(recreate, recreate->order[i].cohort, -1);
    insert_or_leave_out(recreate, recreate->order[i].cohort);
    if (is_hopeless(recreate)) return false;
  }
  return true;
}

// Repair

// Empty the emptiest class below its minimum, bar its opening, place its people elsewhere; and so on.
// Ends when there is none that can be emptied, or after so many.
static bool repair(Recreate *recreate, int32_t most) {
  bool hopeful = true;
  Ruin *ruin = recreate->ruin;
  Insertion *insertion = recreate->insertion;
  insertion->may_begin_small = false;
  for (int32_t i = 0; i < most && hopeful; i++) {
    int32_t number = emptiest_below_minimum(ruin->ledger);
    if (number == NONE) break;
    insertion->barred[ruin->ledger->classes[number].opening] = insertion->now;
    forget_chosen(ruin);
    empty_class(ruin, number);
    hopeful = insert_all(recreate, sort_chosen(recreate, BY_PRIORITY));
  }
  insertion->may_begin_small = true;
  return hopeful;
}

static void choose_unmet_of_demand(Ruin *ruin, int32_t demand) {
  for (int32_t i = ruin->of_demand.first[demand]; i < ruin->of_demand.first[demand + 1]; i++)
    if (!is_placed(ruin->ledger, ruin->of_demand.member[i])) choose(ruin, ruin->of_demand.member[i]);
}

bool recreate_chosen(Recreate *recreate, int32_t more_unmet) {
  Ruin *ruin = recreate->ruin;
  choose_unmet_of_demand(ruin, ruin->ledger->problem->cohort_demand[ruin->seed]);
  for (int32_t i = 0; i < more_unmet; i++) {
    int32_t cohort = draw_unmet(ruin);
    if (cohort != NONE) choose(ruin, cohort);
  }
  return insert_all(recreate, sort_chosen(recreate, random_below(recreate->dice, ORDERS))) &&
         repair(recreate, REPAIRS);
}

void place_everybody(Recreate *recreate) {
  Ruin *ruin = recreate->ruin;
  const Ledger *ledger = ruin->ledger;
  for (int32_t round = 0; round < ROUNDS && ledger->unmet_count > 0; round++) {
    forget_chosen(ruin);
    for (int32_t i = 0; i < ledger->unmet_count; i++)
      if (options_of(ledger->problem, ledger->problem->cohort_seat[ledger->unmet[i]]) > 0)
        choose(ruin, ledger->unmet[i]);
    insert_all(recreate, sort_chosen(recreate, HARDEST_DEMAND_FIRST));
    repair(recreate, ledger->problem->seats);
  }
}
