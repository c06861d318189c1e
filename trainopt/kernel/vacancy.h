// Vacancies: what openings have room for, found once and kept until something changed there.
//
// A search asks the same openings again and again, most of which have room for nobody, and each step of it
// touches a few rows in a few weeks alone.
#ifndef TRAINOPT_VACANCY_H
#define TRAINOPT_VACANCY_H

#include "ledger.h"

// An opening: whether one more class can begin there (rules 7 and 8), and the largest cohort that may find
// room there, by seats, site and nation. Both hold while nothing changed in its spells; while nothing was
// given back there is no more room than that.
typedef struct {
  int64_t found_at;
  int64_t given_back_at;
  int32_t first_spell;
  int32_t last_spell;
  int32_t largest;
  bool can_begin;
} Vacancy;

// Where and when an opening is, side by side.
typedef struct {
  int32_t site;
  int32_t nation;
  int32_t start;
  int32_t end;
} Place;

typedef struct {
  const Ledger *ledger;
  // By opening.
  Vacancy *of;
  Place *places;
} Vacancies;

// False where memory is short.
bool open_vacancies(Vacancies *vacancies, const Ledger *ledger);

void close_vacancies(Vacancies *vacancies);

void find_vacancy(const Vacancies *vacancies, int32_t opening);

// Of the options from one on, the first one that may have room for so many; `count` where there is none.
static inline int32_t next_with_room(const Vacancies *vacancies, const int32_t *options, int32_t option,
                                     int32_t count, int32_t size) {
  const Vacancy *of = vacancies->of;
  const Changes *changes = vacancies->ledger->changes;
  for (; option < count; option++) {
    const Vacancy *one = &of[options[option]];
    if (one->given_back_at != changes[one->first_spell].back + changes[one->last_spell].back)
      find_vacancy(vacancies, options[option]);
    if (one->largest >= size) break;
  }
  return option;
}

// As it is now.
static inline const Vacancy *vacancy_now(const Vacancies *vacancies, int32_t opening) {
  const Vacancy *vacancy = &vacancies->of[opening];
  const Changes *changes = vacancies->ledger->changes;
  if (vacancy->found_at != changes[vacancy->first_spell].all + changes[vacancy->last_spell].all)
    find_vacancy(vacancies, opening);
  return vacancy;
}

#endif
