#include "kernel.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "recreate.h"
#include "terms.h"

// How prices vary from step to step: a dearer or cheaper new class in one of three, later ends that matter
// less in one of four.
enum { VARY_NEW_CLASS = 3, VARY_END = 4 };

// In one of so many steps nobody is left out for a term's sake: who is pinned may need others in a class.
enum { PLACE_ALL = 8 };

struct Kernel {
  const Problem *problem;
  Dice dice;
  Ledger ledger;
  Insertion insertion;
  Ruin ruin;
  Recreate recreate;
  // The best plan so far, by seat; the empty one, which pins may forbid, while `has_best` is false.
  bool has_best;
  int32_t *best_opening;
  int32_t *best_class;
  int64_t best_terms[TERMS];
  // Who has been moved since the best plan was noted, each once; everybody, where it is of another numbering
  // of classes.
  bool all_moved;
  int32_t *moved;
  int32_t moved_count;
  bool *is_moved;
};

// Plans out

static void export_seats(const Ledger *ledger, int32_t from, int32_t to, int32_t *openings, int32_t *classes) {
  for (int32_t seat = from; seat < to; seat++) {
    int32_t number = ledger->seat_class[seat];
    classes[seat] = number;
    openings[seat] = number == NONE ? NONE : ledger->classes[number].opening;
  }
}

// Note the plan as the best one: the seats of all who have been moved since it was noted last.
static void copy_to_best(Kernel *kernel) {
  const Problem *problem = kernel->problem;
  if (kernel->all_moved)
    export_seats(&kernel->ledger, 0, problem->seats, kernel->best_opening, kernel->best_class);
  for (int32_t i = 0; i < kernel->moved_count; i++) {
    int32_t cohort = kernel->moved[i];
    kernel->is_moved[cohort] = false;
    export_seats(&kernel->ledger, problem->cohort_seat[cohort], problem->cohort_seat[cohort + 1],
                 kernel->best_opening, kernel->best_class);
  }
  kernel->moved_count = 0;
  kernel->all_moved = false;
  memcpy(kernel->best_terms, kernel->ledger.terms, sizeof kernel->best_terms);
}

// Hold what a step did, and whom it moved.
static void keep_step(Kernel *kernel) {
  for (int32_t i = 0; i < kernel->ledger.moved_count; i++) {
    int32_t cohort = kernel->ledger.moved[i];
    if (!kernel->is_moved[cohort]) kernel->moved[kernel->moved_count++] = cohort;
    kernel->is_moved[cohort] = true;
  }
  keep(&kernel->ledger);
}

static void remember(Kernel *kernel) {
  copy_to_best(kernel);
  kernel->has_best = true;
}

// Begin and end

int32_t kernel_problem_bytes(void) { return (int32_t)sizeof(Problem); }

int32_t kernel_phase_bytes(void) { return (int32_t)sizeof(Phase); }

Kernel *kernel_open(const Problem *problem, uint64_t seed) {
  Kernel *kernel = calloc(1, sizeof *kernel);
  if (!kernel) return NULL;
  kernel->problem = problem;
  kernel->dice = new_dice(seed);
  kernel->all_moved = true;
  if (open_ledger(&kernel->ledger, problem) &&
      open_insertion(&kernel->insertion, &kernel->ledger, &kernel->dice) &&
      open_ruin(&kernel->ruin, &kernel->ledger, &kernel->dice) &&
      open_recreate(&kernel->recreate, &kernel->ruin, &kernel->insertion, &kernel->dice) &&
      NEW(kernel->best_opening, problem->seats) && NEW(kernel->best_class, problem->seats) &&
      NEW(kernel->moved, problem->cohorts) && NEW(kernel->is_moved, problem->cohorts)) {
    copy_to_best(kernel);
    return kernel;
  }
  kernel_close(kernel);
  return NULL;
}

void kernel_close(Kernel *kernel) {
  close_ledger(&kernel->ledger);
  close_insertion(&kernel->insertion);
  close_ruin(&kernel->ruin);
  close_recreate(&kernel->recreate);
  free(kernel->best_opening);
  free(kernel->best_class);
  free(kernel->moved);
  free(kernel->is_moved);
  free(kernel);
}

// Plans in and out

// Place whoever a plan places; false where memory is short or there are too many classes.
static bool place_all(Kernel *kernel, const int32_t *openings, const int32_t *classes, int32_t numbers) {
  const Problem *problem = kernel->problem;
  int32_t *class_of;
  if (!NEW(class_of, numbers)) return false;
  for (int32_t number = 0; number < numbers; number++) class_of[number] = NONE;
  bool enough = true;
  for (int32_t cohort = 0; cohort < problem->cohorts && enough; cohort++) {
    int32_t first = problem->cohort_seat[cohort];
    if (openings[first] == NONE) continue;
    for (int32_t step = 0; step < steps_of(problem, cohort); step++) {
      int32_t *number = &class_of[classes[first + step]];
      if (*number == NONE)
        *number = new_class(&kernel->ledger, openings[first + step], problem->cohort_unit[cohort]);
      enough &= *number != NONE;
      kernel->insertion.classes[step] = *number;
    }
    if (enough) place(&kernel->ledger, cohort, kernel->insertion.classes);
  }
  free(class_of);
  return enough;
}

// Take everybody out.
static void clear(Kernel *kernel) {
  for (int32_t cohort = 0; cohort < kernel->problem->cohorts; cohort++)
    if (is_placed(&kernel->ledger, cohort)) take_out(&kernel->ledger, cohort);
  keep(&kernel->ledger);
  kernel->all_moved = true;
}

int32_t kernel_load(Kernel *kernel, const int32_t *openings, const int32_t *classes, int32_t numbers) {
  clear(kernel);
  if (!place_all(kernel, openings, classes, numbers)) return 0;
  keep(&kernel->ledger);
  if (kernel->ledger.pinned_unmet == 0) remember(kernel);
  return 1;
}

void kernel_plan(const Kernel *kernel, int32_t *openings, int32_t *classes, int64_t *terms) {
  export_seats(&kernel->ledger, 0, kernel->problem->seats, openings, classes);
  memcpy(terms, kernel->ledger.terms, sizeof kernel->ledger.terms);
}

int32_t kernel_best(const Kernel *kernel, int32_t *openings, int32_t *classes, int64_t *terms) {
  size_t bytes = (size_t)kernel->problem->seats * sizeof(int32_t);
  memcpy(openings, kernel->best_opening, bytes);
  memcpy(classes, kernel->best_class, bytes);
  memcpy(terms, kernel->best_terms, sizeof kernel->best_terms);
  return kernel->has_best;
}

void kernel_return_to_best(Kernel *kernel) {
  if (!kernel->has_best) return;
  clear(kernel);
  place_all(kernel, kernel->best_opening, kernel->best_class, kernel->ledger.class_limit);
  keep(&kernel->ledger);
}

void kernel_focus(Kernel *kernel, const int32_t *weights) { focus_on(&kernel->ruin, weights); }

void kernel_urge(Kernel *kernel, const int64_t *urgency) { urge(&kernel->ledger, urgency); }

// Annealing

static Goal goal_of(const Phase *phase) { return (Goal){phase->weight, phase->cap, phase->filled != 0, INT64_MAX}; }

// Whether no term is above its cap, or none that is has become worse.
static bool is_within_caps(const Kernel *kernel, const Phase *phase, const int64_t *before) {
  for (int32_t term = 0; term < TERMS; term++) {
    int64_t value = kernel->ledger.terms[term];
    if (value > phase->cap[term] && value > before[term]) return false;
  }
  return true;
}

// Whether the plan is better than the best one: what exceeds a cap first, then tier by tier.
static bool is_better(const Kernel *kernel, const Phase *phase) {
  if (kernel->ledger.pinned_unmet > 0) return false;
  if (!kernel->has_best) return true;
  const Goal goal = goal_of(phase);
  int64_t over = excess(&goal, kernel->ledger.terms), best_over = excess(&goal, kernel->best_terms);
  if (over != best_over) return over < best_over;
  for (int32_t tier = 0; tier < phase->tiers; tier++) {
    int64_t value = kernel->ledger.terms[phase->order[tier]], best = kernel->best_terms[phase->order[tier]];
    if (value != best) return value < best;
  }
  return false;
}

// Other prices now and then: they lead to other ways.
static void vary_prices(Kernel *kernel, const Prices *prices) {
  Prices *varied = &kernel->insertion.prices;
  *varied = *prices;
  if (random_below(&kernel->dice, VARY_NEW_CLASS) == 0)
    varied->new_class = prices->new_class / 4 + random_below(&kernel->dice, prices->new_class + 1);
  if (random_below(&kernel->dice, VARY_END) == 0) varied->end = prices->end * 3 / 10;
}

// Prefer the terms before `unmet` to it.
static void prefer(Kernel *kernel, const Phase *phase) {
  int32_t count = 0;
  while (count < phase->tiers && phase->order[count] != UNMET) count++;
  if (count > 0 && random_below(&kernel->dice, PLACE_ALL) == 0) count = 0;
  kernel->recreate.preferred = phase->order;
  kernel->recreate.preferred_count = count;
}

static void begin_step(Kernel *kernel, const Phase *phase) {
  kernel->insertion.now++;
  kernel->insertion.may_begin_small = true;
  overlook_some(&kernel->insertion, phase->overlook);
  prefer(kernel, phase);
  forget_chosen(&kernel->ruin);
  vary_prices(kernel, &phase->prices);
}

static int64_t energy_of(const Goal *goal, const Ledger *ledger) {
  return energy(goal, ledger->terms, ledger->filled, ledger->urgent);
}

static bool is_taken(const Kernel *kernel, const Phase *phase, const Goal *goal, const int64_t *before) {
  return energy_of(goal, &kernel->ledger) <= goal->most && is_within_caps(kernel, phase, before) &&
         is_allowed(&kernel->ledger);
}

// One step: ruin, recreate, and take what came of it or undo it; whether it was taken.
static bool step(Kernel *kernel, const Phase *phase) {
  int64_t before[TERMS];
  memcpy(before, kernel->ledger.terms, sizeof before);
  Goal goal = goal_of(phase);
  goal.most = energy_of(&goal, &kernel->ledger) + phase->temperature * random_exponential(&kernel->dice) / EXPONENTIAL_ONE;
  begin_step(kernel, phase);
  kernel->recreate.goal = &goal;
  bool hopeful = ruin_somewhere(&kernel->ruin, &phase->seeds) &&
                 recreate_chosen(&kernel->recreate, phase->more_unmet);
  kernel->recreate.goal = NULL;
  if (!hopeful || !is_taken(kernel, phase, &goal, before)) {
    undo(&kernel->ledger);
    return false;
  }
  keep_step(kernel);
  if (is_better(kernel, phase)) remember(kernel);
  return true;
}

int64_t kernel_run(Kernel *kernel, const Phase *phase, int64_t steps) {
  int64_t taken = 0;
  count_filled(&kernel->ledger, phase->filled != 0);
  for (int64_t i = 0; i < steps; i++) taken += step(kernel, phase);
  return taken;
}

int32_t kernel_place_everybody(Kernel *kernel, const Phase *phase) {
  begin_step(kernel, phase);
  overlook_some(&kernel->insertion, 0);
  place_everybody(&kernel->recreate);
  if (!is_allowed(&kernel->ledger)) {
    undo(&kernel->ledger);
    return 0;
  }
  keep_step(kernel);
  if (is_better(kernel, phase)) remember(kernel);
  return 1;
}

// For tests

void kernel_ledger(const Kernel *kernel, int32_t *room, int32_t *running) {
  const Problem *problem = kernel->problem;
  memcpy(room, kernel->ledger.room, (size_t)problem->pools * (size_t)problem->weeks * sizeof(int32_t));
  memcpy(running, kernel->ledger.running, (size_t)problem->rows * (size_t)problem->weeks * sizeof(int32_t));
}

int32_t kernel_insert(Kernel *kernel, const Phase *phase, int32_t cohort) {
  begin_step(kernel, phase);
  return insert(&kernel->insertion, cohort);
}

void kernel_take_out(Kernel *kernel, int32_t cohort) { take_out(&kernel->ledger, cohort); }

int32_t kernel_is_allowed(const Kernel *kernel) { return is_allowed(&kernel->ledger); }

void kernel_keep(Kernel *kernel) { keep_step(kernel); }

void kernel_undo(Kernel *kernel) { undo(&kernel->ledger); }
