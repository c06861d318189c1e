// A search for an order of classes, as Python calls it: annealing along the longest chain.
#ifndef TRAINOPT_SEQUENCING_H
#define TRAINOPT_SEQUENCING_H

#include "exported.h"
#include "sequence.h"

typedef struct Sequencing Sequencing;

// Bytes of a Sequence: who calls from another language compares them with its own.
EXPORTED int32_t sequencing_bytes(void);

// A search from a plan: by class its choice, and the order of the classes by their first weeks. NULL where
// memory is short. The sequence must outlive it.
EXPORTED Sequencing *sequencing_open(const Sequence *sequence, const int32_t *order, const int32_t *choice,
                                     uint64_t seed);
EXPORTED void sequencing_close(Sequencing *search);

// Make so many steps; how many of them were taken. `temperature` is how much later a plan may become by a
// step, on average, and still be taken.
EXPORTED int64_t sequencing_run(Sequencing *search, int64_t temperature, int64_t steps);

// The lateness of the best plan so far, and by class its choice and first week.
EXPORTED int64_t sequencing_best(const Sequencing *search, int32_t *choice, int32_t *start);

#endif
