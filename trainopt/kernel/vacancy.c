#include "vacancy.h"

#include "memory.h"

// Before any change.
enum { NEVER = -1 };

bool open_vacancies(Vacancy **vacancies, const Problem *problem) {
  if (!NEW(*vacancies, problem->openings)) return false;
  for (int32_t opening = 0; opening < problem->openings; opening++)
    (*vacancies)[opening] = (Vacancy){
        .found_at = NEVER,
        .opening = opening,
        .row = problem->opening_row[opening],
        .site = problem->opening_site[opening],
        .nation = problem->opening_nation[opening],
        .start = problem->opening_start[opening],
        .end = problem->opening_end[opening],
    };
  return true;
}

// Whether so much is left of a pool in all weeks of an opening.
static bool has_room(const Ledger *ledger, int32_t pool, const Vacancy *vacancy, int32_t amount) {
  const int32_t *room = room_of(ledger, pool);
  for (int32_t week = vacancy->start; week <= vacancy->end; week++)
    if (room[week] < amount) return false;
  return true;
}

// Rules 7 and 8 for one more class.
static bool has_room_for_class(const Ledger *ledger, const Vacancy *vacancy) {
  const Problem *problem = ledger->problem;
  const int32_t *running = running_of(ledger, vacancy->row);
  for (int32_t week = vacancy->start; week <= vacancy->end; week++)
    if (running[week] >= problem->row_parallel[vacancy->row]) return false;
  const int32_t *first = problem->row_hold_first + vacancy->row;
  for (int32_t hold = first[0]; hold < first[1]; hold++)
    if (!has_room(ledger, problem->hold_pool[hold], vacancy, problem->hold_units[hold])) return false;
  return true;
}

// The most seats that are free in a class (rule 6).
static int32_t free_seats(const Ledger *ledger, const Vacancy *vacancy) {
  int32_t seats = ledger->problem->opening_seats[vacancy->opening], fewest = seats;
  for (int32_t one = ledger->opening_class[vacancy->opening]; one != NONE; one = ledger->classes[one].next)
    if (ledger->classes[one].trainees < fewest) fewest = ledger->classes[one].trainees;
  return seats - fewest;
}

// How many of so many have room at the site and in the nation (rule 8).
static int32_t with_room(const Ledger *ledger, const Vacancy *vacancy, int32_t most) {
  const int32_t *first = ledger->problem->row_pool_first + vacancy->row;
  for (int32_t i = first[0]; i < first[1]; i++) {
    const int32_t *room = room_of(ledger, ledger->problem->row_pool[i]);
    for (int32_t week = vacancy->start; week <= vacancy->end && most > 0; week++)
      if (room[week] < most) most = room[week];
  }
  return most;
}

void find_vacancy(const Ledger *ledger, Vacancy *vacancy) {
  vacancy->found_at = ledger->changes[vacancy->row];
  vacancy->can_begin = has_room_for_class(ledger, vacancy);
  int32_t seats = vacancy->can_begin ? ledger->problem->opening_seats[vacancy->opening]
                                     : free_seats(ledger, vacancy);
  vacancy->largest = with_room(ledger, vacancy, seats);
}
