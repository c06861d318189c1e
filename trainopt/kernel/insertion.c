#include "insertion.h"

#include <stdlib.h>

#include "memory.h"

// No way costs so much.
enum { FAR = INT32_MAX / 2 };

// Stands for a class that is yet to begin.
enum { NEW_CLASS = -2 };

// Prices of cost are for so many EUR, and never more than the other number: sums of them stay below FAR.
enum { EUR = 1000, DEAREST = FAR / 128 };

static const Way NO_WAY = {FAR, NONE};

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

static int64_t places(const Problem *problem) {
  return (problem->sites > problem->nations ? problem->sites : problem->nations) * (int64_t)problem->weeks;
}

bool open_insertion(Insertion *insertion, Ledger *ledger, Dice *dice) {
  const Problem *problem = ledger->problem;
  *insertion = (Insertion){.ledger = ledger, .dice = dice, .most_options = longest_list(problem)};
  int64_t steps = longest_pipeline(problem), ways = steps * insertion->most_options;
  return NEW(insertion->barred, problem->openings) && NEW(insertion->price, ways) &&
         NEW(insertion->before, ways) && NEW(insertion->joined, ways) &&
         NEW(insertion->at_place, places(problem)) && NEW(insertion->anywhere, problem->weeks) &&
         NEW(insertion->reached, places(problem)) && NEW(insertion->known, places(problem)) &&
         NEW(insertion->classes, steps);
}

void close_insertion(Insertion *insertion) {
  free(insertion->barred);
  free(insertion->price);
  free(insertion->before);
  free(insertion->joined);
  free(insertion->at_place);
  free(insertion->anywhere);
  free(insertion->reached);
  free(insertion->known);
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

// Whether so much is left in all weeks of an opening.
static bool has_room(const Ledger *ledger, int32_t pool, int32_t opening, int32_t amount) {
  const int32_t *room = room_of(ledger, pool);
  for (int32_t week = ledger->problem->opening_start[opening]; week <= ledger->problem->opening_end[opening];
       week++)
    if (room[week] < amount) return false;
  return true;
}

// Rules 7 and 8 for one more class of the opening.
static bool can_begin(const Ledger *ledger, int32_t opening) {
  const Problem *problem = ledger->problem;
  int32_t row = problem->opening_row[opening];
  const int32_t *running = running_of(ledger, row);
  for (int32_t week = problem->opening_start[opening]; week <= problem->opening_end[opening]; week++)
    if (running[week] >= problem->row_parallel[row]) return false;
  for (int32_t hold = problem->row_hold_first[row]; hold < problem->row_hold_first[row + 1]; hold++)
    if (!has_room(ledger, problem->hold_pool[hold], opening, problem->hold_units[hold])) return false;
  return true;
}

// Rule 8 for a cohort's trainees: the limits of site and nation, and those of the unit.
static bool has_room_for(const Ledger *ledger, int32_t cohort, int32_t opening) {
  const Problem *problem = ledger->problem;
  int32_t size = problem->cohort_size[cohort];
  int32_t row = problem->opening_row[opening], unit = problem->cohort_unit[cohort];
  for (int32_t i = problem->row_pool_first[row]; i < problem->row_pool_first[row + 1]; i++)
    if (!has_room(ledger, problem->row_pool[i], opening, size)) return false;
  for (int32_t i = problem->unit_pool_first[unit]; i < problem->unit_pool_first[unit + 1]; i++)
    if (!has_room(ledger, problem->unit_pool[i], opening, size)) return false;
  return true;
}

// Whether a cohort may begin a class that has too few with it alone. A pinned step has no other opening.
static bool may_begin(const Insertion *insertion, int32_t cohort, int32_t seat, int32_t opening) {
  const Problem *problem = insertion->ledger->problem;
  if (!are_too_few(problem, opening, problem->cohort_size[cohort], problem->seat_expected[seat])) return true;
  if (problem->cohort_pinned[cohort] && options_of(problem, seat) == 1) return true;
  return insertion->may_begin_small && insertion->barred[opening] != insertion->now;
}

// The class that a cohort would join in an opening, NEW_CLASS, or NONE where there is no room.
static int32_t class_in(const Insertion *insertion, int32_t cohort, int32_t seat, int32_t opening) {
  const Ledger *ledger = insertion->ledger;
  int32_t joined = fullest_with_seats(ledger, cohort, seat, opening);
  if (joined == NONE) {
    if (!may_begin(insertion, cohort, seat, opening) || !can_begin(ledger, opening)) return NONE;
    joined = NEW_CLASS;
  }
  return has_room_for(ledger, cohort, opening) ? joined : NONE;
}

// What a step in an opening costs, as a price.
static int32_t price_of_cost(const Insertion *insertion, int32_t cohort, int32_t opening, int32_t joined) {
  const Problem *problem = insertion->ledger->problem;
  int32_t row = problem->opening_row[opening];
  int64_t cost = problem->cohort_size[cohort] * problem->row_cost_per_trainee[row];
  if (joined == NEW_CLASS) cost += problem->row_cost_per_class[row];
  int64_t price = insertion->prices.cost * cost / EUR;
  return price < DEAREST ? (int32_t)price : DEAREST;
}

// A due week before the horizon counts as its first: all openings are as much later.
static int32_t weeks_late_in(const Problem *problem, int32_t cohort, int32_t opening) {
  int32_t due = problem->cohort_due[cohort] > 0 ? problem->cohort_due[cohort] : 0;
  int32_t late = problem->opening_end[opening] - due;
  return late > 0 ? late : 0;
}

static int32_t price_in(const Insertion *insertion, int32_t cohort, int32_t seat, int32_t opening,
                        int32_t joined) {
  const Problem *problem = insertion->ledger->problem;
  const Prices *prices = &insertion->prices;
  int32_t price = prices->cost > 0 ? price_of_cost(insertion, cohort, opening, joined) : 0;
  if (joined == NEW_CLASS)
    price += prices->new_class;
  else if (are_too_few(problem, opening, insertion->ledger->classes[joined].trainees,
                       insertion->ledger->classes[joined].expected))
    price += prices->small_class;
  if (problem->seat_published_site[seat] != NONE &&
      (problem->seat_published_site[seat] != problem->opening_site[opening] ||
       problem->seat_published_start[seat] != problem->opening_start[opening]))
    price += prices->change;
  if (seat + 1 == problem->cohort_seat[cohort + 1])
    price += prices->end * problem->opening_end[opening] +
             prices->late * weeks_late_in(problem, cohort, opening);
  return price;
}

// From one step to the next

static void cheaper(Way *way, int32_t price, int32_t option) {
  if (price < way->price) *way = (Way){price, option};
}

// Whether a cohort may arrive in the nation of an opening when it starts there (rule 8).
static bool can_arrive(const Ledger *ledger, int32_t cohort, int32_t opening) {
  const Problem *problem = ledger->problem;
  int32_t pool = problem->nation_arrivals[problem->opening_nation[opening]];
  return room_of(ledger, pool)[problem->opening_start[opening]] >= problem->cohort_size[cohort];
}

// Where the ways of the step before are kept for a place: a site or a nation, as the location asks.
static int64_t table_of(const Problem *problem, int32_t location, int32_t opening) {
  int32_t place =
      location == SAME_SITE ? problem->opening_site[opening] : problem->opening_nation[opening];
  return (int64_t)place * problem->weeks;
}

// The cheapest way of the steps before that may go on in an opening (rule 3, and rule 8 for arrivals).
static Way way_before(const Insertion *insertion, int32_t cohort, int32_t seat, int32_t opening) {
  const Problem *problem = insertion->ledger->problem;
  const Prices *prices = &insertion->prices;
  int32_t start = problem->opening_start[opening], location = problem->seat_location[seat];
  int32_t earliest = start - 1 - problem->seat_max_wait[seat];
  if (earliest < 0) earliest = 0;
  Way found = NO_WAY;
  const Way *here = insertion->at_place + table_of(problem, location, opening);
  for (int32_t end = earliest; end < start; end++)
    cheaper(&found, here[end].price + prices->wait * (start - end - 1), here[end].option);
  if (location == ANYWHERE && can_arrive(insertion->ledger, cohort, opening))
    for (int32_t end = earliest; end < start - problem->transfer_weeks; end++)
      cheaper(&found, insertion->anywhere[end].price + prices->transfer + prices->wait * (start - end - 1),
              insertion->anywhere[end].option);
  return found.price < FAR ? found : NO_WAY;
}

// The same, found once for all openings of one place and start week.
static Way known_way_before(Insertion *insertion, int32_t cohort, int32_t seat, int32_t opening) {
  const Problem *problem = insertion->ledger->problem;
  int64_t at = table_of(problem, problem->seat_location[seat], opening) + problem->opening_start[opening];
  if (insertion->known[at] != insertion->pass) {
    insertion->known[at] = insertion->pass;
    insertion->reached[at] = way_before(insertion, cohort, seat, opening);
  }
  return insertion->reached[at];
}

// Tables of the cheapest ways that end with a step, as the location of the step after it asks for them.
static void tabulate(Insertion *insertion, int32_t seat, const int32_t *prices) {
  const Problem *problem = insertion->ledger->problem;
  const int32_t *options = first_option(problem, seat);
  int32_t count = options_of(problem, seat), location = problem->seat_location[seat + 1];
  int64_t size = (location == SAME_SITE ? problem->sites : problem->nations) * (int64_t)problem->weeks;
  for (int64_t at = 0; at < size; at++) insertion->at_place[at] = NO_WAY;
  for (int32_t week = 0; week < problem->weeks; week++) insertion->anywhere[week] = NO_WAY;
  for (int32_t option = 0; option < count; option++) {
    if (prices[option] >= FAR) continue;
    int32_t opening = options[option], end = problem->opening_end[opening];
    cheaper(&insertion->at_place[table_of(problem, location, opening) + end], prices[option], option);
    cheaper(&insertion->anywhere[end], prices[option], option);
  }
}

// What it costs to come from what a cohort began last; nothing where it has not begun.
static int32_t price_from_origin(const Insertion *insertion, int32_t cohort, int32_t opening) {
  const Problem *problem = insertion->ledger->problem;
  int32_t origin = problem->cohort_origin_nation[cohort];
  if (origin == NO_ORIGIN) return 0;
  int32_t end = problem->cohort_origin_end[cohort] > 0 ? problem->cohort_origin_end[cohort] : 0;
  int32_t weeks = problem->opening_start[opening] - end - 1;
  int32_t abroad = problem->opening_nation[opening] != origin;
  return insertion->prices.wait * weeks + abroad * insertion->prices.transfer;
}

// The price of the cheapest way to each option of a step; whether there is any.
static bool price_options(Insertion *insertion, int32_t cohort, int32_t step) {
  const Problem *problem = insertion->ledger->problem;
  int32_t seat = problem->cohort_seat[cohort] + step, count = options_of(problem, seat);
  const int32_t *options = first_option(problem, seat);
  int64_t at = (int64_t)step * insertion->most_options;
  bool any = false;
  insertion->pass++;
  for (int32_t option = 0; option < count; option++) {
    int32_t opening = options[option];
    insertion->price[at + option] = FAR;
    Way way = {0, NONE};
    if (step > 0) {
      way = known_way_before(insertion, cohort, seat, opening);
      if (way.option == NONE) continue;
    } else {
      bool at_home = problem->opening_nation[opening] == problem->cohort_origin_nation[cohort];
      if (!at_home && !can_arrive(insertion->ledger, cohort, opening)) continue;
      way.price = price_from_origin(insertion, cohort, opening);
    }
    if (insertion->overlook > 0 && count > 1 && happens(insertion->dice, insertion->overlook)) continue;
    int32_t joined = class_in(insertion, cohort, seat, opening);
    if (joined == NONE) continue;
    insertion->price[at + option] = way.price + price_in(insertion, cohort, seat, opening, joined);
    insertion->before[at + option] = way.option;
    insertion->joined[at + option] = joined;
    any = true;
  }
  return any;
}

static int32_t cheapest_option(const Insertion *insertion, int32_t seat, int32_t step) {
  const int32_t *price = insertion->price + (int64_t)step * insertion->most_options;
  int32_t found = 0;
  for (int32_t option = 1; option < options_of(insertion->ledger->problem, seat); option++)
    if (price[option] < price[found]) found = option;
  return found;
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
  int32_t steps = steps_of(problem, cohort), first = problem->cohort_seat[cohort];
  if (!has_classes_left(insertion->ledger, cohort)) return false;
  for (int32_t step = 0; step < steps; step++) {
    if (step > 0)
      tabulate(insertion, first + step - 1, insertion->price + (int64_t)(step - 1) * insertion->most_options);
    if (!price_options(insertion, cohort, step)) return false;
  }
  place_on_way(insertion, cohort, cheapest_option(insertion, first + steps - 1, steps - 1));
  return true;
}
