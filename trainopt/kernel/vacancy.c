#include "vacancy.h"

#include <stdlib.h>

#include "memory.h"

// Before any change.
enum { NEVER = -1 };

static void begin(const Vacancies *vacancies, int32_t opening) {
  const Problem *problem = vacancies->ledger->problem;
  int32_t row = problem->opening_row[opening];
  int32_t start = problem->opening_start[opening], end = problem->opening_end[opening];
  vacancies->of[opening] = (Vacancy){
      .found_at = NEVER,
      .given_back_at = NEVER,
      .first_spell = changes_at(vacancies->ledger, row, start),
      .last_spell = changes_at(vacancies->ledger, row, end),
  };
  vacancies->places[opening] =
      (Place){problem->opening_site[opening], problem->opening_nation[opening], start, end};
}

bool open_vacancies(Vacancies *vacancies, const Ledger *ledger) {
  int32_t openings = ledger->problem->openings;
  *vacancies = (Vacancies){.ledger = ledger};
  if (!NEW(vacancies->of, openings) || !NEW(vacancies->places, openings)) return false;
  for (int32_t opening = 0; opening < openings; opening++) begin(vacancies, opening);
  return true;
}

void close_vacancies(Vacancies *vacancies) {
  free(vacancies->of);
  free(vacancies->places);
}

// Whether so much is left of a pool in all weeks of an opening.
static bool has_room(const Ledger *ledger, int32_t pool, const Place *place, int32_t amount) {
  const int32_t *room = room_of(ledger, pool);
  for (int32_t week = place->start; week <= place->end; week++)
    if (room[week] < amount) return false;
  return true;
}

// Rules 7 and 8 for one more class.
static bool has_room_for_class(const Ledger *ledger, int32_t row, const Place *place) {
  const Problem *problem = ledger->problem;
  const int32_t *running = running_of(ledger, row);
  for (int32_t week = place->start; week <= place->end; week++)
    if (running[week] >= problem->row_parallel[row]) return false;
  const int32_t *first = problem->row_hold_first + row;
  for (int32_t hold = first[0]; hold < first[1]; hold++)
    if (!has_room(ledger, problem->hold_pool[hold], place, problem->hold_units[hold])) return false;
  return true;
}

// The most seats that are free in a class (rule 6).
static int32_t free_seats(const Ledger *ledger, int32_t opening) {
  int32_t seats = ledger->problem->opening_seats[opening], fewest = seats;
  for (int32_t one = ledger->opening_class[opening]; one != NONE; one = ledger->classes[one].next)
    if (ledger->classes[one].trainees < fewest) fewest = ledger->classes[one].trainees;
  return seats - fewest;
}

// How many of so many have room at the site and in the nation (rule 8).
static int32_t with_room(const Ledger *ledger, int32_t row, const Place *place, int32_t most) {
  const int32_t *first = ledger->problem->row_pool_first + row;
  for (int32_t i = first[0]; i < first[1]; i++) {
    const int32_t *room = room_of(ledger, ledger->problem->row_pool[i]);
    for (int32_t week = place->start; week <= place->end && most > 0; week++)
      if (room[week] < most) most = room[week];
  }
  return most;
}

void find_vacancy(const Vacancies *vacancies, int32_t opening) {
  const Ledger *ledger = vacancies->ledger;
  const Place *place = &vacancies->places[opening];
  Vacancy *vacancy = &vacancies->of[opening];
  const Changes *first = &ledger->changes[vacancy->first_spell];
  const Changes *last = &ledger->changes[vacancy->last_spell];
  int32_t row = ledger->problem->opening_row[opening];
  vacancy->found_at = first->all + last->all;
  vacancy->given_back_at = first->back + last->back;
  vacancy->can_begin = has_room_for_class(ledger, row, place);
  int32_t seats =
      vacancy->can_begin ? ledger->problem->opening_seats[opening] : free_seats(ledger, opening);
  vacancy->largest = with_room(ledger, row, place, seats);
}
