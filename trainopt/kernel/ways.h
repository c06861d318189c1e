// Ways: the cheapest ones that end with a step of a cohort, by where and when they end.
#ifndef TRAINOPT_WAYS_H
#define TRAINOPT_WAYS_H

#include "problem.h"
#include "vacancy.h"

// No way costs so much.
enum { FAR = INT32_MAX / 2 };

// The cheapest way so far that ends in a place by a week. `option` is NONE where there is none.
typedef struct {
  int32_t price;
  int32_t option;
} Way;

static const Way NO_WAY = {FAR, NONE};

// All are between the first and the last end; `least` costs the cheapest one. Of a last step there is `best`
// alone. Only what `entries` and the ends name is no NO_WAY, so that little has to be cleared.
typedef struct {
  Way *at_place;  // by place and last week
  int32_t *entries;
  int32_t count;
  Way *anywhere;  // by last week
  int32_t first_end;
  int32_t last_end;
  int32_t least;
  Way best;
} Ways;

// Places are sites or nations: as many as there are of what is more, in all weeks.
static inline int64_t most_places(const Problem *problem) {
  return (problem->sites > problem->nations ? problem->sites : problem->nations) * (int64_t)problem->weeks;
}

// No ways yet; false where memory is short.
bool open_ways(Ways *ways, const Problem *problem);

void close_ways(Ways *ways);

void clear_ways(Ways *ways, const Problem *problem);

// Where the ways of a place begin: its site's or its nation's, as the location of the next step asks.
static inline int32_t table_of(const Problem *problem, int32_t location, const Place *place) {
  return (location == SAME_SITE ? place->site : place->nation) * problem->weeks;
}

static inline void cheaper(Way *way, int32_t price, int32_t option) {
  if (price < way->price) *way = (Way){price, option};
}

// Note a way that is about to take its rival's entry in `at_place`.
static inline void note_way(Ways *ways, const Way *rival, int32_t end, int32_t price, int32_t option) {
  if (rival->option == NONE) ways->entries[ways->count++] = (int32_t)(rival - ways->at_place);
  cheaper(&ways->anywhere[end], price, option);
  if (end < ways->first_end) ways->first_end = end;
  if (end > ways->last_end) ways->last_end = end;
  if (price < ways->least) ways->least = price;
}

#endif
