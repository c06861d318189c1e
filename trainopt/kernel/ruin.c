#include "ruin.h"

#include <stdlib.h>

#include "memory.h"
#include "terms.h"

// Cohorts that one ruin takes out, and classes that it looks at.
enum { FEWEST_OUT = 4, MOST_OUT = 44, MOST_CLASSES = 6 };

// How many are drawn of whom the heaviest, the worst, or one who can be moved at all is taken.
enum { UNMET_DRAWS = 3, WORST_DRAWS = 12, ANY_DRAWS = 100 };

// Others of the unit that are taken out with a demand.
enum { OF_UNIT = 8 };

// How many openings are drawn of which the nearest to the step after it, or an earlier one, is taken.
enum { WAY_DRAWS = 12, EARLIER_DRAWS = 8 };

// Weeks around a class: fewer of these are looked at, at one site or of one course.
enum { WEEKS_AT_SITE = 3, WEEKS_OF_COURSE = 4 };

// The kinds of ruin, one as likely as the other.
enum { AT_SITE, OF_COURSE, ALONG_WAY, OF_DEMAND, PARTS_OF_CLASSES, KINDS };

// Who shares what

static void end_sharing(Sharing *sharing) {
  free(sharing->first);
  free(sharing->member);
}

// Members by their entries, of each entry in the order given; NULL: by their numbers.
static bool share(Sharing *sharing, int32_t entries, int32_t members, const int32_t *entry_of,
                  const int32_t *order) {
  if (!NEW(sharing->first, entries + 1) || !NEW(sharing->member, members)) return false;
  for (int32_t member = 0; member < members; member++) sharing->first[entry_of[member] + 1]++;
  for (int32_t entry = 0; entry < entries; entry++) sharing->first[entry + 1] += sharing->first[entry];
  for (int32_t i = 0; i < members; i++) {
    int32_t member = order ? order[i] : i;
    sharing->member[sharing->first[entry_of[member]]++] = member;
  }
  for (int32_t entry = entries; entry > 0; entry--) sharing->first[entry] = sharing->first[entry - 1];
  sharing->first[0] = 0;
  return true;
}

// The openings of each site and of each course, by their starts.
static bool share_openings(Ruin *ruin, const Problem *problem) {
  Sharing by_start = {0};
  bool enough = share(&by_start, problem->weeks, problem->openings, problem->opening_start, NULL) &&
                share(&ruin->at_site, problem->sites, problem->openings, problem->opening_site,
                      by_start.member) &&
                share(&ruin->of_course, problem->courses, problem->openings, problem->opening_course,
                      by_start.member);
  end_sharing(&by_start);
  return enough;
}

bool open_ruin(Ruin *ruin, Ledger *ledger, Dice *dice) {
  const Problem *problem = ledger->problem;
  *ruin = (Ruin){.ledger = ledger, .dice = dice, .longest_class = longest_class(problem)};
  return share_openings(ruin, problem) &&
         share(&ruin->of_demand, problem->demands, problem->cohorts, problem->cohort_demand, NULL) &&
         share(&ruin->of_unit, problem->units, problem->cohorts, problem->cohort_unit, NULL) &&
         NEW(ruin->focus_sum, problem->cohorts) && NEW(ruin->chosen, problem->cohorts) &&
         NEW(ruin->is_chosen, problem->cohorts) && NEW(ruin->found, problem->seats);
}

void close_ruin(Ruin *ruin) {
  end_sharing(&ruin->at_site);
  end_sharing(&ruin->of_course);
  end_sharing(&ruin->of_demand);
  end_sharing(&ruin->of_unit);
  free(ruin->focus_sum);
  free(ruin->chosen);
  free(ruin->is_chosen);
  free(ruin->found);
}

// Taking out

void choose(Ruin *ruin, int32_t cohort) {
  if (ruin->is_chosen[cohort]) return;
  ruin->is_chosen[cohort] = true;
  ruin->chosen[ruin->chosen_count++] = cohort;
}

void forget_chosen(Ruin *ruin) {
  for (int32_t i = 0; i < ruin->chosen_count; i++) ruin->is_chosen[ruin->chosen[i]] = false;
  ruin->chosen_count = 0;
}

static void move_out(Ruin *ruin, int32_t cohort) {
  take_out(ruin->ledger, cohort);
  choose(ruin, cohort);
  ruin->quota--;
}

static bool can_move_out(const Ruin *ruin, int32_t cohort) {
  return is_placed(ruin->ledger, cohort) && is_movable(ruin->ledger->problem, cohort);
}

void empty_class(Ruin *ruin, int32_t number) {
  const Ledger *ledger = ruin->ledger;
  int32_t seat = ledger->classes[number].first_seat;
  while (seat != NONE) {
    int32_t next = ledger->next_seat[seat], cohort = ledger->seat_cohort[seat];
    if (is_movable(ledger->problem, cohort)) move_out(ruin, cohort);
    seat = next;
  }
}

// Take out about half of a class, by chance.
static void thin_class(Ruin *ruin, int32_t number) {
  const Ledger *ledger = ruin->ledger;
  int32_t seat = ledger->classes[number].first_seat;
  while (seat != NONE && ruin->quota > 0) {
    int32_t next = ledger->next_seat[seat], cohort = ledger->seat_cohort[seat];
    if (is_movable(ledger->problem, cohort) && random_below(ruin->dice, 2)) move_out(ruin, cohort);
    seat = next;
  }
}

// The seed

int32_t draw_unmet(Ruin *ruin) {
  const Ledger *ledger = ruin->ledger;
  const Problem *problem = ledger->problem;
  int32_t found = NONE;
  int64_t most = -1;
  for (int32_t i = 0; i < UNMET_DRAWS && ledger->unmet_count > 0; i++) {
    int32_t cohort = ledger->unmet[random_below(ruin->dice, ledger->unmet_count)];
    int64_t weight = pull_of(ledger, cohort) * random_below(ruin->dice, CHANCES);
    if (weight > most && options_of(problem, problem->cohort_seat[cohort]) > 0) {
      most = weight;
      found = cohort;
    }
  }
  return found;
}

static int32_t draw_worst(Ruin *ruin, int32_t term) {
  int32_t found = NONE;
  int64_t most = 0;
  for (int32_t i = 0; i < WORST_DRAWS; i++) {
    int32_t cohort = random_below(ruin->dice, ruin->ledger->problem->cohorts);
    if (!can_move_out(ruin, cohort)) continue;
    int64_t share = share_of_term(ruin->ledger, cohort, term) * (1 + random_below(ruin->dice, CHANCES));
    if (share > most) {
      most = share;
      found = cohort;
    }
  }
  return found;
}

static int32_t draw_any(Ruin *ruin) {
  for (int32_t i = 0; i < ANY_DRAWS; i++) {
    int32_t cohort = random_below(ruin->dice, ruin->ledger->problem->cohorts);
    if (can_move_out(ruin, cohort)) return cohort;
  }
  return NONE;
}

void focus_on(Ruin *ruin, const int32_t *weights) {
  int32_t sum = 0;
  for (int32_t cohort = 0; cohort < ruin->ledger->problem->cohorts; cohort++)
    ruin->focus_sum[cohort] = sum += weights[cohort];
}

// Whether a ruin may happen around a cohort: it is placed and may be moved, or it has somewhere to go.
static bool can_be_seed(const Ruin *ruin, int32_t cohort) {
  const Problem *problem = ruin->ledger->problem;
  if (is_placed(ruin->ledger, cohort)) return is_movable(ruin->ledger->problem, cohort);
  return options_of(problem, problem->cohort_seat[cohort]) > 0;
}

// Somebody in focus by the weights, or NONE.
static int32_t draw_focus(Ruin *ruin) {
  int32_t cohorts = ruin->ledger->problem->cohorts, low = 0, high = cohorts - 1;
  if (cohorts == 0 || ruin->focus_sum[high] == 0) return NONE;
  int32_t at = random_below(ruin->dice, ruin->focus_sum[high]);
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (ruin->focus_sum[middle] > at)
      high = middle;
    else
      low = middle + 1;
  }
  return can_be_seed(ruin, low) ? low : NONE;
}

static int32_t draw_seed(Ruin *ruin, const Seeds *seeds) {
  if (seeds->focus > 0 && happens(ruin->dice, seeds->focus)) {
    int32_t focused = draw_focus(ruin);
    if (focused != NONE) return focused;
  }
  int32_t seed = NONE, chance = random_below(ruin->dice, CHANCES);
  if (chance < seeds->unmet)
    seed = draw_unmet(ruin);
  else if (chance < seeds->unmet + seeds->worst)
    seed = draw_worst(ruin, seeds->worst_term);
  return seed == NONE ? draw_any(ruin) : seed;
}

// The kinds of ruin

// Take out a demand with some cohorts of its unit: classes of one unit are filled by both.
static void ruin_demand(Ruin *ruin, int32_t seed) {
  const Problem *problem = ruin->ledger->problem;
  int32_t demand = problem->cohort_demand[seed], unit = problem->cohort_unit[seed];
  const int32_t *first = ruin->of_demand.first + demand;
  for (int32_t i = first[0]; i < first[1]; i++) {
    int32_t cohort = ruin->of_demand.member[i];
    if (ruin->quota > 0 && can_move_out(ruin, cohort)) move_out(ruin, cohort);
  }
  first = ruin->of_unit.first + unit;
  for (int32_t i = 0; i < OF_UNIT && ruin->quota > 0; i++) {
    int32_t cohort = ruin->of_unit.member[first[0] + random_below(ruin->dice, first[1] - first[0])];
    if (can_move_out(ruin, cohort)) move_out(ruin, cohort);
  }
}

// Of openings by their starts, where those begin that start in a week or later.
static int32_t first_from(const Problem *problem, const Sharing *sharing, int32_t entry, int32_t week) {
  int32_t low = sharing->first[entry], high = sharing->first[entry + 1];
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (problem->opening_start[sharing->member[middle]] < week)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// Find the classes of some openings that run in these weeks; how many.
static int32_t classes_in(Ruin *ruin, const Sharing *sharing, int32_t entry, int32_t from, int32_t to) {
  const Problem *problem = ruin->ledger->problem;
  int32_t count = 0, i = first_from(problem, sharing, entry, from - ruin->longest_class + 1);
  for (; i < sharing->first[entry + 1]; i++) {
    int32_t opening = sharing->member[i];
    if (problem->opening_start[opening] > to) break;
    if (problem->opening_end[opening] < from) continue;
    for (int32_t one = ruin->ledger->opening_class[opening]; one != NONE;
         one = ruin->ledger->classes[one].next)
      ruin->found[count++] = one;
  }
  return count;
}

// Empty or thin some classes around an opening, drawn by chance.
static void ruin_around(Ruin *ruin, int32_t opening, int32_t kind, int32_t most) {
  const Problem *problem = ruin->ledger->problem;
  bool of_course = kind == OF_COURSE;
  int32_t around = random_below(ruin->dice, of_course ? WEEKS_OF_COURSE : WEEKS_AT_SITE);
  int32_t from = problem->opening_start[opening] - around, to = problem->opening_end[opening] + around;
  int32_t count = of_course
                      ? classes_in(ruin, &ruin->of_course, problem->opening_course[opening], from, to)
                      : classes_in(ruin, &ruin->at_site, problem->opening_site[opening], from, to);
  for (int32_t i = 0; i < count && i < most && ruin->quota > 0; i++) {
    int32_t other = i + random_below(ruin->dice, count - i), number = ruin->found[other];
    ruin->found[other] = ruin->found[i];
    if (ruin->ledger->classes[number].first_seat == NONE) continue;
    if (kind == PARTS_OF_CLASSES)
      thin_class(ruin, number);
    else
      empty_class(ruin, number);
  }
}

static int32_t draw_option(Ruin *ruin, int32_t seat) {
  const Problem *problem = ruin->ledger->problem;
  return first_option(problem, seat)[random_below(ruin->dice, options_of(problem, seat))];
}

// Of some openings drawn, the one that ends nearest before a week, or NONE.
static int32_t nearest_before(Ruin *ruin, int32_t seat, int32_t week) {
  const int32_t *end = ruin->ledger->problem->opening_end;
  int32_t found = NONE;
  for (int32_t i = 0; i < WAY_DRAWS; i++) {
    int32_t opening = draw_option(ruin, seat);
    if (end[opening] < week && (found == NONE || end[opening] > end[found])) found = opening;
  }
  return found;
}

// Make room along a way that the seed could go, from its last step to its first.
static void ruin_along_way(Ruin *ruin, int32_t seed) {
  const Problem *problem = ruin->ledger->problem;
  int32_t week = problem->weeks;
  for (int32_t seat = problem->cohort_seat[seed + 1] - 1; seat >= problem->cohort_seat[seed]; seat--) {
    bool is_last = seat + 1 == problem->cohort_seat[seed + 1];
    int32_t opening = is_last ? draw_option(ruin, seat) : nearest_before(ruin, seat, week);
    if (opening == NONE) return;
    week = problem->opening_start[opening];
    ruin_around(ruin, opening, ALONG_WAY, 1 + random_below(ruin->dice, 2 + MOST_CLASSES / 3));
  }
}

// An opening of a step of the seed; for who is late one that is earlier than the present one, if one is drawn.
static int32_t draw_opening(Ruin *ruin, int32_t seed) {
  const Ledger *ledger = ruin->ledger;
  const Problem *problem = ledger->problem;
  int32_t seat = problem->cohort_seat[seed] + random_below(ruin->dice, steps_of(problem, seed));
  int32_t opening = draw_option(ruin, seat);
  if (!is_placed(ledger, seed) || share_of_term(ledger, seed, LATENESS) == 0) return opening;
  int32_t present = problem->opening_start[opening_of(ledger, seat)];
  for (int32_t i = 0; i < EARLIER_DRAWS && problem->opening_start[opening] >= present; i++)
    opening = draw_option(ruin, seat);
  return opening;
}

static void ruin_by_kind(Ruin *ruin, int32_t seed, int32_t kind) {
  if (kind == OF_DEMAND) {
    ruin_demand(ruin, seed);
  } else if (kind == ALONG_WAY) {
    ruin_along_way(ruin, seed);
  } else {
    // One number after the other: compilers differ in the order in which they work out arguments.
    int32_t opening = draw_opening(ruin, seed);
    ruin_around(ruin, opening, kind, 1 + random_below(ruin->dice, MOST_CLASSES));
  }
}

bool ruin_somewhere(Ruin *ruin, const Seeds *seeds) {
  int32_t seed = draw_seed(ruin, seeds);
  if (seed == NONE) return false;
  ruin->seed = seed;
  ruin->quota = FEWEST_OUT + random_below(ruin->dice, MOST_OUT - FEWEST_OUT);
  ruin_by_kind(ruin, seed, random_below(ruin->dice, KINDS));
  // Half of the seeds that are placed go too: they may find something better in the room just made.
  if (can_move_out(ruin, seed) && random_below(ruin->dice, 2)) move_out(ruin, seed);
  if (!is_placed(ruin->ledger, seed)) choose(ruin, seed);
  return true;
}
