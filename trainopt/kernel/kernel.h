// The kernel as Python calls it: a search by ruin and recreate with simulated annealing.
#ifndef TRAINOPT_KERNEL_H
#define TRAINOPT_KERNEL_H

#include "exported.h"
#include "insertion.h"
#include "problem.h"
#include "ruin.h"

// What the search pursues for a while. `phases.py` has the same fields in the same order.
typedef struct {
  // The terms of the objective, most important first; `tiers` of them.
  int32_t order[TERMS];
  int32_t tiers;
  // Whether in the sum that annealing lowers a class is worth what it costs, times the square of its fill.
  int32_t filled;
  // By term: its weight in the sum that annealing lowers, and what it may not exceed.
  int64_t weight[TERMS];
  int64_t cap[TERMS];
  // In units of the weighted sum: how much worse a step may be, on average, and still be taken.
  int64_t temperature;
  Seeds seeds;
  // Unmet cohorts that are tried besides in each step.
  int32_t more_unmet;
  int32_t overlook;
  Prices prices;
} Phase;

typedef struct Kernel Kernel;

// Bytes of a Problem and of a Phase: who calls from another language compares them with its own.
EXPORTED int32_t kernel_problem_bytes(void);
EXPORTED int32_t kernel_phase_bytes(void);

// A kernel with an empty plan; NULL where memory is short. The problem must outlive it.
EXPORTED Kernel *kernel_open(const Problem *problem, uint64_t seed);
EXPORTED void kernel_close(Kernel *kernel);

// Begin anew from a plan that is allowed: by seat its opening, and a number that tells classes apart, below
// `numbers`; NONE for both where a cohort is not placed.
EXPORTED int32_t kernel_load(Kernel *kernel, const int32_t *openings, const int32_t *classes, int32_t numbers);

// Prefer cohorts as seeds of ruins by these weights, one for each, where a phase says so.
EXPORTED void kernel_focus(Kernel *kernel, const int32_t *weights);

// What each cohort weighs beyond its weight while it is unmet, in the sum that annealing lowers; the best plan is
// judged without it.
EXPORTED void kernel_urge(Kernel *kernel, const int64_t *urgency);

// Place everybody who is not placed; 0 where pins or minimums do not hold then, and nothing is done.
EXPORTED int32_t kernel_place_everybody(Kernel *kernel, const Phase *phase);

// Make so many steps; how many of them were taken.
EXPORTED int64_t kernel_run(Kernel *kernel, const Phase *phase, int64_t steps);

// Go back to the best plan so far; nothing is done where there is none.
EXPORTED void kernel_return_to_best(Kernel *kernel);

// The plan, and the best plan, by seat as in `kernel_load`, with the values of all terms. `kernel_best` gives
// 0 and the empty plan where there is none that holds all pins.
EXPORTED void kernel_plan(const Kernel *kernel, int32_t *openings, int32_t *classes, int64_t *terms);
EXPORTED int32_t kernel_best(const Kernel *kernel, int32_t *openings, int32_t *classes, int64_t *terms);

// For tests: what the ledger says is left and runs, by pool, row and week.
EXPORTED void kernel_ledger(const Kernel *kernel, int32_t *room, int32_t *running);

// For tests: one move. Nothing is asked of a step that is kept but what `kernel_insert` asks.
EXPORTED int32_t kernel_insert(Kernel *kernel, const Phase *phase, int32_t cohort);
EXPORTED void kernel_take_out(Kernel *kernel, int32_t cohort);
EXPORTED int32_t kernel_is_allowed(const Kernel *kernel);
EXPORTED void kernel_keep(Kernel *kernel);
EXPORTED void kernel_undo(Kernel *kernel);

#endif
