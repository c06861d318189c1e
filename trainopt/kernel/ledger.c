#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "terms.h"

// Classes beyond one for each seat: those that ended in the step under way still have their place.
enum { SPARE_CLASSES = 4096 };

static void begin_unmet(Ledger *ledger) {
  const Problem *problem = ledger->problem;
  memcpy(ledger->terms, problem->terms_always, sizeof ledger->terms);
  for (int32_t cohort = 0; cohort < problem->cohorts; cohort++) {
    ledger->unmet[cohort] = ledger->unmet_place[cohort] = cohort;
    ledger->pinned_unmet += problem->cohort_pinned[cohort];
    ledger->terms[UNMET] += problem->cohort_weight[cohort];
    for (int32_t seat = problem->cohort_seat[cohort]; seat < problem->cohort_seat[cohort + 1]; seat++) {
      ledger->seat_cohort[seat] = cohort;
      if (problem->seat_published_site[seat] != NONE) ledger->terms[CHANGES] += problem->cohort_size[cohort];
    }
  }
  ledger->unmet_count = problem->cohorts;
  memcpy(ledger->terms_before, ledger->terms, sizeof ledger->terms);
}

// By pool, the rows that draw on it, with their trainees or with their classes.
static bool open_drawing(Ledger *ledger) {
  const Problem *problem = ledger->problem;
  int32_t trainees = problem->row_pool_first[problem->rows], classes = problem->row_hold_first[problem->rows];
  if (!NEW(ledger->drawing_first, problem->pools + 2) || !NEW(ledger->drawing_row, trainees + classes))
    return false;
  int32_t *after = ledger->drawing_first + 2;
  for (int32_t i = 0; i < trainees; i++) after[problem->row_pool[i]]++;
  for (int32_t i = 0; i < classes; i++) after[problem->hold_pool[i]]++;
  for (int32_t pool = 1; pool < problem->pools; pool++) after[pool] += after[pool - 1];
  int32_t *next = ledger->drawing_first + 1;
  for (int32_t row = 0; row < problem->rows; row++) {
    for (int32_t i = problem->row_pool_first[row]; i < problem->row_pool_first[row + 1]; i++)
      ledger->drawing_row[next[problem->row_pool[i]]++] = row;
    for (int32_t i = problem->row_hold_first[row]; i < problem->row_hold_first[row + 1]; i++)
      ledger->drawing_row[next[problem->hold_pool[i]]++] = row;
  }
  return true;
}

bool open_ledger(Ledger *ledger, const Problem *problem) {
  int64_t seats = problem->seats, weeks = problem->weeks, cohorts = problem->cohorts;
  int32_t longest = longest_class(problem);
  *ledger = (Ledger){
      .problem = problem,
      .class_limit = problem->seats + SPARE_CLASSES,
      .spell_weeks = longest,
      .spells = problem->weeks / longest + 1,
  };
  bool enough = NEW(ledger->room, problem->pools * weeks) && NEW(ledger->running, problem->rows * weeks) &&
                NEW(ledger->changes, problem->rows * (int64_t)ledger->spells) && open_drawing(ledger) &&
                NEW(ledger->classes, ledger->class_limit) && NEW(ledger->free_classes, ledger->class_limit) &&
                NEW(ledger->ended_classes, ledger->class_limit) &&
                NEW(ledger->opening_class, problem->openings) && NEW(ledger->seat_class, seats) &&
                NEW(ledger->next_seat, seats) && NEW(ledger->previous_seat, seats) &&
                NEW(ledger->seat_cohort, seats) && NEW(ledger->unmet, cohorts) &&
                NEW(ledger->unmet_place, cohorts) && NEW(ledger->urgency, cohorts) && NEW(ledger->moved, cohorts) &&
                NEW(ledger->is_moved, cohorts) && NEW(ledger->class_before, seats);
  if (!enough) return false;
  memcpy(ledger->room, problem->pool_room, (size_t)(problem->pools * weeks) * sizeof(int32_t));
  memcpy(ledger->running, problem->row_running, (size_t)(problem->rows * weeks) * sizeof(int32_t));
  for (int64_t seat = 0; seat < seats; seat++) ledger->seat_class[seat] = NONE;
  for (int64_t opening = 0; opening < problem->openings; opening++) ledger->opening_class[opening] = NONE;
  begin_unmet(ledger);
  return true;
}

void close_ledger(Ledger *ledger) {
  free(ledger->room);
  free(ledger->urgency);
  free(ledger->running);
  free(ledger->changes);
  free(ledger->drawing_first);
  free(ledger->drawing_row);
  free(ledger->classes);
  free(ledger->free_classes);
  free(ledger->ended_classes);
  free(ledger->opening_class);
  free(ledger->seat_class);
  free(ledger->next_seat);
  free(ledger->previous_seat);
  free(ledger->seat_cohort);
  free(ledger->unmet);
  free(ledger->unmet_place);
  free(ledger->moved);
  free(ledger->is_moved);
  free(ledger->class_before);
}

// Classes of an opening, and the seats in them

// Draw so much from a pool in all weeks of an opening.
static void draw(Ledger *ledger, int32_t pool, int32_t opening, int32_t amount) {
  int32_t *room = room_of(ledger, pool);
  for (int32_t week = ledger->problem->opening_start[opening]; week <= ledger->problem->opening_end[opening];
       week++)
    room[week] -= amount;
}

// Tell a row that something changed, or was given back, in the weeks of an opening.
static void tell(Ledger *ledger, int32_t row, int32_t opening, bool back) {
  const Problem *problem = ledger->problem;
  int32_t first = changes_at(ledger, row, problem->opening_start[opening]);
  int32_t last = changes_at(ledger, row, problem->opening_end[opening]);
  ledger->changes[first].all++;
  ledger->changes[first].back += back;
  if (last == first) return;
  ledger->changes[last].all++;
  ledger->changes[last].back += back;
}

// Draw from a pool that rows draw on, who are told.
static void draw_and_tell(Ledger *ledger, int32_t pool, int32_t opening, int32_t amount) {
  draw(ledger, pool, opening, amount);
  for (int32_t i = ledger->drawing_first[pool]; i < ledger->drawing_first[pool + 1]; i++)
    tell(ledger, ledger->drawing_row[i], opening, amount < 0);
}

// Rule 7, rule 8 for what a class holds, and its cost: for one more class of the opening, or one less.
static void count_class(Ledger *ledger, int32_t opening, int32_t sign) {
  const Problem *problem = ledger->problem;
  int32_t row = problem->opening_row[opening];
  int32_t *running = running_of(ledger, row);
  for (int32_t week = problem->opening_start[opening]; week <= problem->opening_end[opening]; week++)
    running[week] += sign;
  for (int32_t hold = problem->row_hold_first[row]; hold < problem->row_hold_first[row + 1]; hold++)
    draw_and_tell(ledger, problem->hold_pool[hold], opening, sign * problem->hold_units[hold]);
  ledger->terms[COST] += sign * problem->row_cost_per_class[row];
}

int32_t new_class(Ledger *ledger, int32_t opening, int32_t unit) {
  int32_t number;
  if (ledger->free_count > 0)
    number = ledger->free_classes[--ledger->free_count];
  else if (ledger->class_count < ledger->class_limit)
    number = ledger->class_count++;
  else
    return NONE;
  int32_t own = ledger->problem->row_mixed[ledger->problem->opening_row[opening]] ? NONE : unit;
  ledger->classes[number] = (TrainingClass){opening, own, 0, 0, NONE, NONE, NONE};
  return number;
}

static void begin_class(Ledger *ledger, int32_t number) {
  TrainingClass *one = &ledger->classes[number];
  int32_t *first = &ledger->opening_class[one->opening];
  one->previous = NONE;
  one->next = *first;
  if (*first != NONE) ledger->classes[*first].previous = number;
  *first = number;
  count_class(ledger, one->opening, 1);
}

static void end_class(Ledger *ledger, int32_t number) {
  TrainingClass *one = &ledger->classes[number];
  if (one->previous != NONE)
    ledger->classes[one->previous].next = one->next;
  else
    ledger->opening_class[one->opening] = one->next;
  if (one->next != NONE) ledger->classes[one->next].previous = one->previous;
  count_class(ledger, one->opening, -1);
  ledger->ended_classes[ledger->ended_count++] = number;
}

// Rule 8 for trainees in a class, and what they cost: for a cohort that comes or goes.
static void count_trainees(Ledger *ledger, int32_t cohort, int32_t opening, int32_t sign) {
  const Problem *problem = ledger->problem;
  int32_t row = problem->opening_row[opening], unit = problem->cohort_unit[cohort];
  int32_t trainees = sign * problem->cohort_size[cohort];
  tell(ledger, row, opening, sign < 0);
  for (int32_t i = problem->row_pool_first[row]; i < problem->row_pool_first[row + 1]; i++)
    draw_and_tell(ledger, problem->row_pool[i], opening, trainees);
  for (int32_t i = problem->unit_pool_first[unit]; i < problem->unit_pool_first[unit + 1]; i++)
    draw(ledger, problem->unit_pool[i], opening, trainees);
  ledger->terms[COST] += trainees * problem->row_cost_per_trainee[row];
}

// More or fewer trainees in a class.
static void change_trainees(Ledger *ledger, TrainingClass *one, int32_t trainees) {
  if (ledger->counts_filled) ledger->filled -= filled_by(ledger->problem, one);
  one->trainees += trainees;
  if (ledger->counts_filled) ledger->filled += filled_by(ledger->problem, one);
}

static void join(Ledger *ledger, int32_t seat, int32_t number) {
  TrainingClass *one = &ledger->classes[number];
  int32_t cohort = ledger->seat_cohort[seat];
  if (one->first_seat == NONE) begin_class(ledger, number);
  ledger->previous_seat[seat] = NONE;
  ledger->next_seat[seat] = one->first_seat;
  if (one->first_seat != NONE) ledger->previous_seat[one->first_seat] = seat;
  one->first_seat = seat;
  change_trainees(ledger, one, ledger->problem->cohort_size[cohort]);
  one->expected += ledger->problem->seat_expected[seat];
  ledger->seat_class[seat] = number;
  count_trainees(ledger, cohort, one->opening, 1);
}

static void leave(Ledger *ledger, int32_t seat) {
  TrainingClass *one = &ledger->classes[ledger->seat_class[seat]];
  int32_t cohort = ledger->seat_cohort[seat];
  int32_t previous = ledger->previous_seat[seat], next = ledger->next_seat[seat];
  if (previous != NONE)
    ledger->next_seat[previous] = next;
  else
    one->first_seat = next;
  if (next != NONE) ledger->previous_seat[next] = previous;
  change_trainees(ledger, one, -ledger->problem->cohort_size[cohort]);
  one->expected -= ledger->problem->seat_expected[seat];
  count_trainees(ledger, cohort, one->opening, -1);
  if (one->first_seat == NONE) end_class(ledger, ledger->seat_class[seat]);
  ledger->seat_class[seat] = NONE;
}

// Whole cohorts

// Rule 8 for arrivals: who starts a step in a nation, and whose previous step was not there.
static void count_arrivals(Ledger *ledger, int32_t cohort, int32_t sign) {
  const Problem *problem = ledger->problem;
  int32_t before = problem->cohort_origin_nation[cohort];
  for (int32_t seat = problem->cohort_seat[cohort]; seat < problem->cohort_seat[cohort + 1]; seat++) {
    int32_t opening = opening_of(ledger, seat), nation = problem->opening_nation[opening];
    if (nation != before)
      room_of(ledger, problem->nation_arrivals[nation])[problem->opening_start[opening]] -=
          sign * problem->cohort_size[cohort];
    before = nation;
  }
}

static void become_placed(Ledger *ledger, int32_t cohort) {
  int32_t place = ledger->unmet_place[cohort];
  int32_t last = ledger->unmet[--ledger->unmet_count];
  ledger->unmet[place] = last;
  ledger->unmet_place[last] = place;
  ledger->unmet_place[cohort] = NONE;
  ledger->pinned_unmet -= ledger->problem->cohort_pinned[cohort];
}

static void become_unmet(Ledger *ledger, int32_t cohort) {
  ledger->unmet_place[cohort] = ledger->unmet_count;
  ledger->unmet[ledger->unmet_count++] = cohort;
  ledger->pinned_unmet += ledger->problem->cohort_pinned[cohort];
}

// Note what a cohort's classes were, once between two calls of `keep`.
static void note(Ledger *ledger, int32_t cohort) {
  if (ledger->is_moved[cohort]) return;
  ledger->is_moved[cohort] = true;
  ledger->moved[ledger->moved_count++] = cohort;
  int32_t seat = ledger->problem->cohort_seat[cohort];
  memcpy(ledger->class_before + seat, ledger->seat_class + seat,
         (size_t)steps_of(ledger->problem, cohort) * sizeof(int32_t));
}

static void move_in(Ledger *ledger, int32_t cohort, const int32_t *classes) {
  int32_t first = ledger->problem->cohort_seat[cohort];
  for (int32_t step = 0; step < steps_of(ledger->problem, cohort); step++)
    join(ledger, first + step, classes[step]);
  count_arrivals(ledger, cohort, 1);
  become_placed(ledger, cohort);
}

static void move_out(Ledger *ledger, int32_t cohort) {
  count_arrivals(ledger, cohort, -1);
  int32_t first = ledger->problem->cohort_seat[cohort];
  for (int32_t step = 0; step < steps_of(ledger->problem, cohort); step++) leave(ledger, first + step);
  become_unmet(ledger, cohort);
}

void place(Ledger *ledger, int32_t cohort, const int32_t *classes) {
  note(ledger, cohort);
  move_in(ledger, cohort, classes);
  count_terms(ledger, cohort, 1);
}

void take_out(Ledger *ledger, int32_t cohort) {
  note(ledger, cohort);
  count_terms(ledger, cohort, -1);
  move_out(ledger, cohort);
}

// The journal

// Whether a cohort has the classes that it had before it was moved.
static bool is_as_before(const Ledger *ledger, int32_t cohort) {
  int32_t seat = ledger->problem->cohort_seat[cohort];
  size_t bytes = (size_t)steps_of(ledger->problem, cohort) * sizeof(int32_t);
  return memcmp(ledger->class_before + seat, ledger->seat_class + seat, bytes) == 0;
}

void keep(Ledger *ledger) {
  for (int32_t i = 0; i < ledger->ended_count; i++) {
    int32_t number = ledger->ended_classes[i];
    if (ledger->classes[number].first_seat == NONE) ledger->free_classes[ledger->free_count++] = number;
  }
  ledger->ended_count = 0;
  memcpy(ledger->terms_before, ledger->terms, sizeof ledger->terms);
  ledger->filled_before = ledger->filled;
  ledger->urgent_before = ledger->urgent;
  for (int32_t i = 0; i < ledger->moved_count; i++) ledger->is_moved[ledger->moved[i]] = false;
  ledger->moved_count = 0;
}

void undo(Ledger *ledger) {
  const Problem *problem = ledger->problem;
  int32_t elsewhere = 0;
  for (int32_t i = 0; i < ledger->moved_count; i++) {
    int32_t cohort = ledger->moved[i];
    ledger->is_moved[cohort] = false;
    if (is_as_before(ledger, cohort)) continue;
    ledger->moved[elsewhere++] = cohort;
    if (is_placed(ledger, cohort)) move_out(ledger, cohort);
  }
  for (int32_t i = 0; i < elsewhere; i++) {
    int32_t *before = ledger->class_before + problem->cohort_seat[ledger->moved[i]];
    if (before[0] != NONE) move_in(ledger, ledger->moved[i], before);
  }
  ledger->moved_count = 0;
  memcpy(ledger->terms, ledger->terms_before, sizeof ledger->terms);
  ledger->filled = ledger->filled_before;
  ledger->urgent = ledger->urgent_before;
  keep(ledger);
}

// Rule 6: the minimum

static bool is_below_minimum(const Ledger *ledger, int32_t number) {
  const TrainingClass *one = &ledger->classes[number];
  return one->first_seat != NONE && are_too_few(ledger->problem, one->opening, one->trainees, one->expected);
}

// Whether the first of two classes below their minimum is the emptier one, as a part of the minimum.
static bool is_emptier(const Ledger *ledger, int32_t number, int32_t other) {
  const TrainingClass *one = &ledger->classes[number], *two = &ledger->classes[other];
  const int32_t *minimum = ledger->problem->opening_expected_min;
  if (minimum[one->opening] > 0 && minimum[two->opening] > 0)
    return (int64_t)one->expected * minimum[two->opening] < (int64_t)two->expected * minimum[one->opening];
  minimum = ledger->problem->opening_class_min;
  return (int64_t)one->trainees * minimum[two->opening] < (int64_t)two->trainees * minimum[one->opening];
}

// Whether somebody in a class has another way to go.
static bool has_movable(const Ledger *ledger, int32_t number) {
  for (int32_t seat = ledger->classes[number].first_seat; seat != NONE; seat = ledger->next_seat[seat])
    if (is_movable(ledger->problem, ledger->seat_cohort[seat])) return true;
  return false;
}

// The emptiest class below its minimum, of those alone that have somebody who may be moved if so asked.
static int32_t emptiest(const Ledger *ledger, bool only_movable) {
  const Problem *problem = ledger->problem;
  int32_t found = NONE;
  for (int32_t i = 0; i < ledger->moved_count; i++) {
    int32_t cohort = ledger->moved[i];
    for (int32_t seat = problem->cohort_seat[cohort]; seat < problem->cohort_seat[cohort + 1]; seat++) {
      const int32_t touched[] = {ledger->seat_class[seat], ledger->class_before[seat]};
      for (int32_t one = 0; one < 2; one++)
        if (touched[one] != NONE && is_below_minimum(ledger, touched[one]) &&
            (found == NONE || is_emptier(ledger, touched[one], found)) &&
            (!only_movable || has_movable(ledger, touched[one])))
          found = touched[one];
    }
  }
  return found;
}

int32_t emptiest_below_minimum(const Ledger *ledger) { return emptiest(ledger, true); }

bool is_allowed(const Ledger *ledger) {
  return ledger->pinned_unmet == 0 && emptiest(ledger, false) == NONE;
}
