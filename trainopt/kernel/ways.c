#include "ways.h"

#include "memory.h"

bool open_ways(Ways *ways, const Problem *problem) {
  int64_t most = most_places(problem);
  if (!NEW(ways->at_place, most) || !NEW(ways->entries, most) || !NEW(ways->anywhere, problem->weeks))
    return false;
  for (int64_t at = 0; at < most; at++) ways->at_place[at] = NO_WAY;
  for (int32_t week = 0; week < problem->weeks; week++) ways->anywhere[week] = NO_WAY;
  ways->last_end = -1;
  return true;
}

void close_ways(Ways *ways) {
  free(ways->at_place);
  free(ways->entries);
  free(ways->anywhere);
}

void clear_ways(Ways *ways, const Problem *problem) {
  for (int32_t i = 0; i < ways->count; i++) ways->at_place[ways->entries[i]] = NO_WAY;
  for (int32_t week = ways->first_end; week <= ways->last_end; week++) ways->anywhere[week] = NO_WAY;
  ways->count = 0;
  ways->first_end = problem->weeks;
  ways->last_end = -1;
  ways->least = FAR;
  ways->best = NO_WAY;
}
