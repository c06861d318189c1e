#include "insertion.h"

#include <stdlib.h>

#include "memory.h"

// Stands for a class that is yet to begin.
enum { NEW_CLASS = -2 };

// Prices of cost are for so many EUR, and never more than the other number: sums of them stay below FAR.
enum { EUR = 1000, DEAREST = FAR / 256 };

// A step of a cohort for which openings are looked at. `location` is where the step after it may be,
// `least_before` what the steps before it cost at the least. `has_own_prices`: what an opening costs hangs on
// more than its weeks.
typedef struct {
  int32_t cohort;
  int32_t seat;
  int32_t step;
  int32_t size;
  int32_t location;
  int32_t least_before;
  bool is_last;
  bool has_own_prices;
} Sought;

static Sought sought_at(const Insertion *insertion, int32_t cohort, int32_t step) {
  const Problem *problem = insertion->ledger->problem;
  int32_t seat = problem->cohort_seat[cohort] + step;
  bool is_last = seat + 1 == problem->cohort_seat[cohort + 1];
  return (Sought){
      .cohort = cohort,
      .seat = seat,
      .step = step,
      .size = problem->cohort_size[cohort],
      .location = is_last ? ANYWHERE : problem->seat_location[seat + 1],
      .least_before = step > 0 ? insertion->from->least : 0,
      .is_last = is_last,
      .has_own_prices = insertion->prices.cost > 0 || problem->seat_published_site[seat] != NONE,
  };
}

static int32_t longest_pipeline(const Problem *problem) {
  int32_t longest = 0;
  for (int32_t cohort = 0; cohort < problem->cohorts; cohort++)
    if (steps_of(problem, cohort) > longest) longest = steps_of(problem, cohort);
  return longest;
}

static int32_t longest_list(const Problem *problem) {
  int32_t longest = 0;
  for (int32_t list = 0; list < problem->lists; list++) {
    int32_t options = problem->list_first[list + 1] - problem->list_first[list];
    if (options > longest) longest = options;
  }
  return longest;
}

bool open_insertion(Insertion *insertion, Ledger *ledger, Dice *dice) {
  const Problem *problem = ledger->problem;
  *insertion = (Insertion){.ledger = ledger, .dice = dice, .most_options = longest_list(problem)};
  int64_t steps = longest_pipeline(problem), ways = steps * insertion->most_options;
  return open_vacancies(&insertion->vacancies, ledger) && NEW(insertion->barred, problem->openings) &&
         NEW(insertion->before, ways) && NEW(insertion->joined, ways) &&
         open_ways(&insertion->ways[0], problem) && open_ways(&insertion->ways[1], problem) &&
         NEW(insertion->reached, most_places(problem)) && NEW(insertion->known, most_places(problem)) && NEW(insertion->reached_from_anywhere, problem->weeks) &&
         NEW(insertion->known_from_anywhere, problem->weeks) && NEW(insertion->classes, steps);
}

void close_insertion(Insertion *insertion) {
  close_vacancies(&insertion->vacancies);
  free(insertion->barred);
  free(insertion->before);
  free(insertion->joined);
  for (int32_t one = 0; one < 2; one++) close_ways(&insertion->ways[one]);
  free(insertion->reached);
  free(insertion->known);
  free(insertion->reached_from_anywhere);
  free(insertion->known_from_anywhere);
  free(insertion->classes);
}

// One step in one opening

// The fullest class of an opening that a cohort may join and that has seats for it, or NONE (rule 6).
static int32_t fullest_with_seats(const Ledger *ledger, int32_t cohort, int32_t seat, int32_t opening) {
  const Problem *problem = ledger->problem;
  int32_t unit = problem->cohort_unit[cohort];
  int32_t most = problem->opening_seats[opening] - problem->cohort_size[cohort];
  int32_t most_expected = problem->opening_expected_max[opening] - problem->seat_expected[seat];
  int32_t found = NONE, trainees = -1;
  for (int32_t one = ledger->opening_class[opening]; one != NONE; one = ledger->classes[one].next) {
    const TrainingClass *it = &ledger->classes[one];
    if (it->trainees <= most && it->expected <= most_expected && it->trainees > trainees &&
        (it->unit == NONE || it->unit == unit)) {
      found = one;
      trainees = it->trainees;
    }
  }
  return found;
}

// Rule 8 for a cohort's trainees: the limits of their unit.
static bool may_be_away(const Ledger *ledger, int32_t cohort, int32_t opening) {
  const Problem *problem = ledger->problem;
  int32_t unit = problem->cohort_unit[cohort];
  for (int32_t i = problem->unit_pool_first[unit]; i < problem->unit_pool_first[unit + 1]; i++) {
    const int32_t *room = room_of(ledger, problem->unit_pool[i]);
    for (int32_t week = problem->opening_start[opening]; week <= problem->opening_end[opening]; week++)
      if (room[week] < problem->cohort_size[cohort]) return false;
  }
  return true;
}

// Whether a cohort may begin a class that has too few with it alone. A pinned step has no other opening.
static bool may_begin(const Insertion *insertion, int32_t cohort, int32_t seat, int32_t opening) {
  const Problem *problem = insertion->ledger->problem;
  if (!are_too_few(problem, opening, problem->cohort_size[cohort], problem->seat_expected[seat])) return true;
  if (problem->cohort_pinned[cohort] && options_of(problem, seat) == 1) return true;
  return insertion->may_begin_small && insertion->barred[opening] != insertion->now;
}

// The class that a cohort would join in an opening, NEW_CLASS, or NONE where it can join and begin none.
static int32_t class_in(Insertion *insertion, int32_t cohort, int32_t seat, int32_t opening) {
  int32_t joined = fullest_with_seats(insertion->ledger, cohort, seat, opening);
  if (joined != NONE) return joined;
  bool begins = insertion->vacancies.of[opening].can_begin && may_begin(insertion, cohort, seat, opening);
  return begins ? NEW_CLASS : NONE;
}

// Prices of a step in an opening

static int32_t price_of_cost(const Insertion *insertion, int64_t cost) {
  int64_t price = insertion->prices.cost * cost / EUR;
  return price < DEAREST ? (int32_t)price : DEAREST;
}

// What it is worth to be in an opening, beside when it ends.
static int32_t own_price(const Insertion *insertion, const Sought *sought, int32_t opening) {
  const Problem *problem = insertion->ledger->problem;
  int32_t seat = sought->seat, price = 0;
  if (insertion->prices.cost > 0)
    price += price_of_cost(insertion,
                           sought->size * problem->row_cost_per_trainee[problem->opening_row[opening]]);
  if (problem->seat_published_site[seat] != NONE &&
      (problem->seat_published_site[seat] != problem->opening_site[opening] ||
       problem->seat_published_start[seat] != problem->opening_start[opening]))
    price += insertion->prices.change;
  return price;
}

// What it is worth to end in a week. A due week before the horizon counts as its first: all openings are as
// much later.
static int32_t price_of_end(const Insertion *insertion, const Sought *sought, int32_t end) {
  if (!sought->is_last) return 0;
  int32_t due = insertion->ledger->problem->cohort_due[sought->cohort];
  int32_t late = end - (due > 0 ? due : 0);
  return insertion->prices.end * end + (late > 0 ? insertion->prices.late * late : 0);
}

static int32_t price_of_new_class(const Insertion *insertion, int32_t opening) {
  const Problem *problem = insertion->ledger->problem;
  int32_t price = insertion->prices.new_class;
  if (insertion->prices.cost > 0)
    price += price_of_cost(insertion, problem->row_cost_per_class[problem->opening_row[opening]]);
  return price;
}

// What it is worth to join a class of an opening, or to begin one.
static int32_t price_of_class(const Insertion *insertion, int32_t opening, int32_t joined) {
  if (joined == NEW_CLASS) return price_of_new_class(insertion, opening);
  const TrainingClass *one = &insertion->ledger->classes[joined];
  bool is_small = are_too_few(insertion->ledger->problem, opening, one->trainees, one->expected);
  return is_small ? insertion->prices.small_class : 0;
}

// The least that `price_of_class` can be, before anybody has asked for room.
static int32_t least_price_of_class(const Insertion *insertion, int32_t opening) {
  if (insertion->ledger->opening_class[opening] == NONE) return price_of_new_class(insertion, opening);
  return insertion->prices.small_class < 0 ? insertion->prices.small_class : 0;
}

// What is overlooked

void overlook_some(Insertion *insertion, int32_t chance) {
  insertion->overlook = chance;
  if (chance > 0) insertion->seen = random_exponential(insertion->dice) * CHANCES / chance / EXPONENTIAL_ONE;
}

// Whether an opening that has room is overlooked. How many are seen before the next one is drawn at once.
static bool is_overlooked(Insertion *insertion) {
  if (insertion->seen-- > 0) return false;
  overlook_some(insertion, insertion->overlook);
  return true;
}

// From one step to the next

// Whether a cohort may arrive in the nation of an opening when it starts there (rule 8).
static bool can_arrive(const Ledger *ledger, const Sought *sought, const Place *place) {
  int32_t pool = ledger->problem->nation_arrivals[place->nation];
  return room_of(ledger, pool)[place->start] >= sought->size;
}

// The cheapest of some ways that lets a step start in a week, so many empty weeks behind it at the least and
// at the most, with what waiting costs (rule 3).
static Way cheapest_before(const Insertion *insertion, const Way *by_end, int32_t start, int32_t least,
                           int32_t most) {
  const Ways *before = insertion->from;
  int32_t first = start - 1 - most, last = start - 1 - least;
  if (first < before->first_end) first = before->first_end;
  if (last > before->last_end) last = before->last_end;
  Way found = NO_WAY;
  for (int32_t end = first; end <= last; end++)
    cheaper(&found, by_end[end].price + insertion->prices.wait * (start - end - 1), by_end[end].option);
  return found;
}

// The cheapest way with a move to another nation, found once for each start week.
static Way way_from_anywhere(Insertion *insertion, const Sought *sought, int32_t start) {
  const Problem *problem = insertion->ledger->problem;
  Way *found = &insertion->reached_from_anywhere[start];
  if (insertion->known_from_anywhere[start] != insertion->pass) {
    insertion->known_from_anywhere[start] = insertion->pass;
    *found = cheapest_before(insertion, insertion->from->anywhere, start, problem->transfer_weeks,
                             problem->seat_max_wait[sought->seat]);
    found->price += insertion->prices.transfer;
  }
  return *found;
}

// The cheapest way of the steps before that may go on in an opening (rule 3, and rule 8 for arrivals).
static Way way_before(Insertion *insertion, const Sought *sought, const Place *place) {
  const Problem *problem = insertion->ledger->problem;
  int32_t location = problem->seat_location[sought->seat];
  const Way *here = insertion->from->at_place + table_of(problem, location, place);
  Way found = cheapest_before(insertion, here, place->start, 0, problem->seat_max_wait[sought->seat]);
  if (location == ANYWHERE && can_arrive(insertion->ledger, sought, place)) {
    Way abroad = way_from_anywhere(insertion, sought, place->start);
    cheaper(&found, abroad.price, abroad.option);
  }
  return found.price < FAR ? found : NO_WAY;
}

// The same, found once for all openings of one place and start week.
static Way known_way_before(Insertion *insertion, const Sought *sought, const Place *place) {
  const Problem *problem = insertion->ledger->problem;
  int32_t at = table_of(problem, problem->seat_location[sought->seat], place) + place->start;
  if (insertion->known[at] != insertion->pass) {
    insertion->known[at] = insertion->pass;
    insertion->reached[at] = way_before(insertion, sought, place);
  }
  return insertion->reached[at];
}

// The way from what a cohort began last, free where it has not begun; none where it may not arrive.
static Way way_from_origin(const Insertion *insertion, const Sought *sought, const Place *place) {
  const Problem *problem = insertion->ledger->problem;
  int32_t origin = problem->cohort_origin_nation[sought->cohort];
  int32_t abroad = place->nation != origin;
  if (abroad && !can_arrive(insertion->ledger, sought, place)) return NO_WAY;
  if (origin == NO_ORIGIN) return (Way){0, NONE};
  int32_t end = problem->cohort_origin_end[sought->cohort];
  int32_t weeks = place->start - (end > 0 ? end : 0) - 1;
  return (Way){insertion->prices.wait * weeks + abroad * insertion->prices.transfer, NONE};
}

// Note the way to an option that may have room, where it is cheaper than its rival. What is asked first takes
// least.
static void look_at_option(Insertion *insertion, const Sought *sought, int32_t option) {
  const Problem *problem = insertion->ledger->problem;
  int32_t opening = first_option(problem, sought->seat)[option];
  const Place *place = &insertion->vacancies.places[opening];
  Way *rival = sought->is_last
                   ? &insertion->to->best
                   : &insertion->to->at_place[table_of(problem, sought->location, place) + place->end];
  int32_t own = price_of_end(insertion, sought, place->end);
  if (sought->has_own_prices) own += own_price(insertion, sought, opening);
  int32_t least = own + least_price_of_class(insertion, opening);
  if (sought->least_before + least >= rival->price) return;
  Way way = sought->step > 0 ? known_way_before(insertion, sought, place)
                             : way_from_origin(insertion, sought, place);
  if (way.price >= FAR || way.price + least >= rival->price) return;
  if (vacancy_now(&insertion->vacancies, opening)->largest < sought->size) return;
  int32_t joined = class_in(insertion, sought->cohort, sought->seat, opening);
  if (joined == NONE || !may_be_away(insertion->ledger, sought->cohort, opening)) return;
  int32_t price = way.price + own + price_of_class(insertion, opening, joined);
  if (price >= rival->price) return;
  int64_t at = (int64_t)sought->step * insertion->most_options + option;
  insertion->before[at] = way.option;
  insertion->joined[at] = joined;
  if (!sought->is_last) note_way(insertion->to, rival, place->end, price, option);
  *rival = (Way){price, option};
}

// Of some options, by their start weeks, the first one that starts in a week or later.
static int32_t first_from(const Insertion *insertion, const int32_t *options, int32_t count, int32_t week) {
  int32_t low = 0, high = count;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (insertion->vacancies.places[options[middle]].start < week)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// Whether nothing that starts in a week or later can be cheaper than the best way so far.
static bool is_too_late(const Insertion *insertion, const Sought *sought, int32_t start) {
  const Prices *prices = &insertion->prices;
  int32_t least = sought->least_before + (prices->small_class < 0 ? prices->small_class : 0);
  return sought->is_last && least + price_of_end(insertion, sought, start) >= insertion->to->best.price;
}

// Look at the options that may start after the steps before and have room.
static void look_at_options(Insertion *insertion, const Sought *sought) {
  const Problem *problem = insertion->ledger->problem;
  const int32_t *options = first_option(problem, sought->seat);
  int32_t count = options_of(problem, sought->seat), first = 0;
  bool overlook = insertion->overlook > 0 && count > 1;
  if (sought->step > 0) {
    first = first_from(insertion, options, count, insertion->from->first_end + 1);
    int64_t last = (int64_t)insertion->from->last_end + problem->seat_max_wait[sought->seat] + 1;
    if (last < problem->weeks) count = first_from(insertion, options, count, (int32_t)last + 1);
  }
  insertion->pass++;
  for (int32_t option = first;; option++) {
    option = next_with_room(&insertion->vacancies, options, option, count, sought->size);
    if (option == count) break;
    if (overlook && is_overlooked(insertion)) continue;
    if (is_too_late(insertion, sought, insertion->vacancies.places[options[option]].start)) break;
    look_at_option(insertion, sought, option);
  }
}

// Whether there are classes enough to begin one on each step of a cohort.
static bool has_classes_left(const Ledger *ledger, int32_t cohort) {
  int32_t left = ledger->free_count + ledger->class_limit - ledger->class_count;
  return left >= steps_of(ledger->problem, cohort);
}

// Place a cohort on the way that ends with this option of its last step.
static void place_on_way(Insertion *insertion, int32_t cohort, int32_t option) {
  Ledger *ledger = insertion->ledger;
  const Problem *problem = ledger->problem;
  for (int32_t step = steps_of(problem, cohort) - 1; step >= 0; step--) {
    int64_t at = (int64_t)step * insertion->most_options + option;
    int32_t opening = first_option(problem, problem->cohort_seat[cohort] + step)[option];
    int32_t joined = insertion->joined[at];
    insertion->classes[step] =
        joined == NEW_CLASS ? new_class(ledger, opening, problem->cohort_unit[cohort]) : joined;
    option = insertion->before[at];
  }
  place(ledger, cohort, insertion->classes);
}

bool insert(Insertion *insertion, int32_t cohort) {
  const Problem *problem = insertion->ledger->problem;
  int32_t steps = steps_of(problem, cohort);
  if (!has_classes_left(insertion->ledger, cohort)) return false;
  for (int32_t step = 0; step < steps; step++) {
    insertion->from = &insertion->ways[(step + 1) % 2];
    insertion->to = &insertion->ways[step % 2];
    Sought sought = sought_at(insertion, cohort, step);
    clear_ways(insertion->to, problem);
    look_at_options(insertion, &sought);
    if (!sought.is_last && insertion->to->last_end < 0) return false;
  }
  if (insertion->to->best.option == NONE) return false;
  place_on_way(insertion, cohort, insertion->to->best.option);
  return true;
}
