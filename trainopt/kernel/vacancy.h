// Vacancies: what openings have room for, found once and kept until something changed there.
//
// A search asks the same openings again and again, most of which have room for nobody, and each step of it
// touches a few rows alone.
#ifndef TRAINOPT_VACANCY_H
#define TRAINOPT_VACANCY_H

#include "ledger.h"

// An opening: whether one more class can begin there (rules 7 and 8), and the largest cohort that may find
// room there, by seats, site and nation. Both hold while its row's changes are as they were.
typedef struct {
  int64_t found_at;
  int32_t largest;
  bool can_begin;
  int32_t opening;
  int32_t row;
  int32_t site;
  int32_t nation;
  int32_t start;
  int32_t end;
} Vacancy;

// By opening; false where memory is short.
bool open_vacancies(Vacancy **vacancies, const Problem *problem);

void find_vacancy(const Ledger *ledger, Vacancy *vacancy);

// What is known of the opening is as it is now.
static inline void look_at(const Ledger *ledger, Vacancy *vacancy) {
  if (vacancy->found_at != ledger->changes[vacancy->row]) find_vacancy(ledger, vacancy);
}

#endif
