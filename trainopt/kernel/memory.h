// Memory for arrays.
#ifndef TRAINOPT_MEMORY_H
#define TRAINOPT_MEMORY_H

#include <stdbool.h>
#include <stdlib.h>

// Make an array of zeros; false where memory is short. An empty array has one entry, so that it is not NULL.
#define NEW(array, count) \
  (((array) = calloc((size_t)((count) > 0 ? (count) : 1), sizeof *(array))) != NULL)

#endif
