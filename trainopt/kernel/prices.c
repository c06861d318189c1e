#include "prices.h"

#include "memory.h"

// No way costs so much.
static const int64_t DEAR = INT64_MAX / 4;

typedef struct {
  int64_t price;
  int32_t option;
} Least;

// The least of a table's weeks up to each week that was asked for; `found` is the number of the asking.
typedef struct {
  Least *least;
  int32_t *found;
} Windows;

typedef struct {
  const Problem *problem;
  const Market *market;
  const int64_t *unit_price;
  // By opening: the prices of a class and of a trainee, and what is asked for.
  int64_t *class_costs;
  int64_t *trainee_costs;
  double *classes;
  double *trainees;
  // Of the group at hand: what its unit's limits cost up to each week, and by step and option the cheapest way
  // that ends there with the option before it.
  int64_t *unit_costs;
  int64_t *costs;
  int32_t *before;
  int32_t *way;
  int32_t longest;
  // By place and last week, and by last week, the cheapest way behind which a step can follow.
  Least *at_place;
  Least *anywhere;
  Windows near;
  Windows wide;
  int32_t asking;
} Bidding;

int32_t market_bytes(void) { return sizeof(Market); }

int32_t asked_bytes(void) { return sizeof(Asked); }

static int32_t longest_list(const Problem *problem) {
  int32_t longest = 1;
  for (int32_t list = 0; list < problem->lists; list++) {
    int32_t length = problem->list_first[list + 1] - problem->list_first[list];
    if (length > longest) longest = length;
  }
  return longest;
}

static int32_t most_steps(const Problem *problem) {
  int32_t most = 1;
  for (int32_t cohort = 0; cohort < problem->cohorts; cohort++)
    if (steps_of(problem, cohort) > most) most = steps_of(problem, cohort);
  return most;
}

static int64_t most_entries(const Problem *problem) {
  int32_t places = problem->sites > problem->nations ? problem->sites : problem->nations;
  return places * (int64_t)(problem->weeks + 1);
}

static bool open_bidding(Bidding *b) {
  const Problem *problem = b->problem;
  int64_t entries = most_entries(problem), steps = most_steps(problem);
  b->longest = longest_list(problem);
  return NEW(b->class_costs, problem->openings) && NEW(b->trainee_costs, problem->openings) &&
         NEW(b->classes, problem->openings) && NEW(b->trainees, problem->openings) &&
         NEW(b->unit_costs, problem->weeks + 1) && NEW(b->costs, steps * b->longest) &&
         NEW(b->before, steps * b->longest) && NEW(b->way, steps) && NEW(b->at_place, entries) &&
         NEW(b->anywhere, problem->weeks + 1) && NEW(b->near.least, entries) && NEW(b->near.found, entries) &&
         NEW(b->wide.least, problem->weeks + 1) && NEW(b->wide.found, problem->weeks + 1);
}

static void close_bidding(Bidding *b) {
  void *arrays[] = {b->class_costs, b->trainee_costs, b->classes,    b->trainees,   b->unit_costs,
                    b->costs,       b->before,        b->way,        b->at_place,   b->anywhere,
                    b->near.least,  b->near.found,    b->wide.least, b->wide.found};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

// The entry of a pool or a row in a week.
static inline int64_t in_week(const Problem *problem, int32_t owner, int32_t week) {
  return (int64_t)owner * problem->weeks + week;
}

static void price_openings(Bidding *b, const int64_t *class_price) {
  const Problem *problem = b->problem;
  for (int32_t opening = 0; opening < problem->openings; opening++) {
    int32_t row = problem->opening_row[opening];
    int64_t of_class = 0, of_trainee = 0;
    for (int32_t week = problem->opening_start[opening]; week <= problem->opening_end[opening]; week++) {
      of_class += class_price[in_week(problem, row, week)];
      for (int32_t i = problem->row_hold_first[row]; i < problem->row_hold_first[row + 1]; i++)
        of_class += problem->hold_units[i] * b->unit_price[in_week(problem, problem->hold_pool[i], week)];
      for (int32_t i = problem->row_pool_first[row]; i < problem->row_pool_first[row + 1]; i++)
        of_trainee += b->unit_price[in_week(problem, problem->row_pool[i], week)];
    }
    b->class_costs[opening] = of_class;
    b->trainee_costs[opening] = of_trainee;
  }
}

static void price_unit(Bidding *b, int32_t unit) {
  const Problem *problem = b->problem;
  for (int32_t week = 0; week < problem->weeks; week++) {
    b->unit_costs[week + 1] = b->unit_costs[week];
    for (int32_t i = problem->unit_pool_first[unit]; i < problem->unit_pool_first[unit + 1]; i++)
      b->unit_costs[week + 1] += b->unit_price[in_week(problem, problem->unit_pool[i], week)];
  }
}

static inline int64_t share_of(const Bidding *b, int32_t opening, int32_t size) {
  return b->market->share[(int64_t)b->market->opening_kind[opening] * b->market->sizes + size];
}

// A seat for a cohort, its part of the class rounded down: so no class has more than its price in all.
static inline int64_t seat_price(const Bidding *b, int32_t opening, int32_t size) {
  const Problem *problem = b->problem;
  int64_t away = b->unit_costs[problem->opening_end[opening] + 1] - b->unit_costs[problem->opening_start[opening]];
  int64_t part = b->class_costs[opening] * share_of(b, opening, size) / ((int64_t)1 << SHARE_BITS);
  return part + size * (b->trainee_costs[opening] + away);
}

static inline int64_t arrival_entry(const Problem *problem, int32_t opening) {
  int32_t pool = problem->nation_arrivals[problem->opening_nation[opening]];
  return in_week(problem, pool, problem->opening_start[opening]);
}

static inline int64_t arrival_price(const Bidding *b, int32_t opening, int32_t size) {
  return size * b->unit_price[arrival_entry(b->problem, opening)];
}

static inline int32_t place_of(const Problem *problem, int32_t location, int32_t opening) {
  return location == SAME_SITE ? problem->opening_site[opening] : problem->opening_nation[opening];
}

// The least of a table from `low` to `high`, which hang on nothing but `at` in one asking.
static Least within(const Bidding *b, const Least *table, Windows *windows, int64_t at, int32_t low, int32_t high) {
  if (windows->found[at] == b->asking) return windows->least[at];
  Least least = {DEAR, NONE};
  for (int32_t week = low > 0 ? low : 0; week <= high; week++)
    if (table[week].price < least.price) least = table[week];
  windows->found[at] = b->asking;
  windows->least[at] = least;
  return least;
}

static inline void lower(Least *least, int64_t price, int32_t option) {
  if (price < least->price) *least = (Least){price, option};
}

// Note the cheapest ways of a seat by where and when they end, as the location of the next one asks.
static void note_ends(Bidding *b, int32_t seat, const int64_t *costs, int32_t location) {
  const Problem *problem = b->problem;
  const int32_t *options = first_option(problem, seat);
  for (int64_t i = 0; i < most_entries(problem); i++) b->at_place[i] = (Least){DEAR, NONE};
  for (int32_t week = 0; week <= problem->weeks; week++) b->anywhere[week] = (Least){DEAR, NONE};
  for (int32_t i = 0; i < options_of(problem, seat); i++) {
    int32_t end = problem->opening_end[options[i]];
    lower(&b->at_place[in_week(problem, place_of(problem, location, options[i]), end)], costs[i], i);
    lower(&b->anywhere[end], costs[i], i);
  }
  b->asking++;
}

// The cheapest way that an opening can follow, with what arriving there costs.
static Least cheapest_before(Bidding *b, int32_t seat, int32_t opening, int32_t size) {
  const Problem *problem = b->problem;
  int32_t location = problem->seat_location[seat], start = problem->opening_start[opening];
  int32_t low = start - 1 - problem->seat_max_wait[seat];
  int32_t place = place_of(problem, location, opening);
  int64_t at = place * (int64_t)(problem->weeks + 1) + start;
  Least best = within(b, &b->at_place[in_week(problem, place, 0)], &b->near, at, low, start - 1);
  if (location != ANYWHERE) return best;
  Least other = within(b, b->anywhere, &b->wide, start, low, start - 1 - problem->transfer_weeks);
  if (other.option != NONE) lower(&best, other.price + arrival_price(b, opening, size), other.option);
  return best;
}

static void price_first(Bidding *b, int32_t cohort, int64_t *costs) {
  const Problem *problem = b->problem;
  int32_t seat = problem->cohort_seat[cohort], size = problem->cohort_size[cohort];
  const int32_t *options = first_option(problem, seat);
  for (int32_t i = 0; i < options_of(problem, seat); i++) {
    bool arrives = problem->cohort_origin_nation[cohort] != problem->opening_nation[options[i]];
    costs[i] = seat_price(b, options[i], size) + (arrives ? arrival_price(b, options[i], size) : 0);
  }
}

static void price_next(Bidding *b, int32_t cohort, int32_t step) {
  const Problem *problem = b->problem;
  int32_t seat = problem->cohort_seat[cohort] + step, size = problem->cohort_size[cohort];
  int64_t *costs = b->costs + (int64_t)step * b->longest;
  const int32_t *options = first_option(problem, seat);
  note_ends(b, seat - 1, costs - b->longest, problem->seat_location[seat]);
  for (int32_t i = 0; i < options_of(problem, seat); i++) {
    Least way = cheapest_before(b, seat, options[i], size);
    b->before[(int64_t)step * b->longest + i] = way.option;
    costs[i] = way.option == NONE ? DEAR : way.price + seat_price(b, options[i], size);
  }
}

// The cheapest way of a cohort by the option of its last step; NONE where it has none.
static Least cheapest_way(Bidding *b, int32_t cohort) {
  const Problem *problem = b->problem;
  int32_t last = steps_of(problem, cohort) - 1, seat = problem->cohort_seat[cohort] + last;
  price_first(b, cohort, b->costs);
  for (int32_t step = 1; step <= last; step++) price_next(b, cohort, step);
  const int64_t *costs = b->costs + (int64_t)last * b->longest;
  const int32_t *options = first_option(problem, seat);
  Least best = {DEAR, NONE};
  for (int32_t i = 0; i < options_of(problem, seat); i++) {
    int64_t late = problem->opening_end[options[i]] - problem->cohort_due[cohort];
    if (costs[i] < DEAR)
      lower(&best, costs[i] + (late > 0 ? late : 0) * b->market->late * problem->cohort_weight[cohort], i);
  }
  return best;
}

// Ask for what the cheapest way takes: its classes and trainees by opening, the rest where it is limited.
static void ask_for(Bidding *b, int32_t cohort, int32_t count, int32_t last, Asked *asked) {
  const Problem *problem = b->problem;
  int32_t steps = steps_of(problem, cohort), unit = problem->cohort_unit[cohort];
  int32_t size = problem->cohort_size[cohort], from = problem->cohort_origin_nation[cohort];
  double trainees = (double)size * count;
  for (int32_t step = steps - 1, option = last; step >= 0; step--) {
    b->way[step] = first_option(problem, problem->cohort_seat[cohort] + step)[option];
    option = b->before[(int64_t)step * b->longest + option];
  }
  for (int32_t step = 0; step < steps; step++) {
    int32_t opening = b->way[step];
    b->classes[opening] += (double)share_of(b, opening, size) * count / (1 << SHARE_BITS);
    b->trainees[opening] += trainees;
    for (int32_t i = problem->unit_pool_first[unit]; i < problem->unit_pool_first[unit + 1]; i++)
      for (int32_t week = problem->opening_start[opening]; week <= problem->opening_end[opening]; week++)
        asked->drawn[in_week(problem, problem->unit_pool[i], week)] += trainees;
    if (from != problem->opening_nation[opening]) asked->drawn[arrival_entry(problem, opening)] += trainees;
    from = problem->opening_nation[opening];
  }
}

static void add_up_openings(const Bidding *b, Asked *asked) {
  const Problem *problem = b->problem;
  for (int32_t opening = 0; opening < problem->openings; opening++) {
    int32_t row = problem->opening_row[opening];
    double classes = b->classes[opening], trainees = b->trainees[opening];
    if (trainees == 0) continue;
    for (int32_t week = problem->opening_start[opening]; week <= problem->opening_end[opening]; week++) {
      asked->classes[in_week(problem, row, week)] += classes;
      for (int32_t i = problem->row_hold_first[row]; i < problem->row_hold_first[row + 1]; i++)
        asked->drawn[in_week(problem, problem->hold_pool[i], week)] += problem->hold_units[i] * classes;
      for (int32_t i = problem->row_pool_first[row]; i < problem->row_pool_first[row + 1]; i++)
        asked->drawn[in_week(problem, problem->row_pool[i], week)] += trainees;
    }
  }
}

static int64_t bid(Bidding *b, const int64_t *left_out, Asked *asked) {
  const Market *market = b->market;
  int64_t total = 0;
  for (int32_t group = 0; group < market->groups; group++) {
    int32_t cohort = market->group_cohort[group], count = market->group_count[group];
    price_unit(b, b->problem->cohort_unit[cohort]);
    Least best = cheapest_way(b, cohort);
    asked->left[group] = best.option == NONE || left_out[group] <= best.price;
    total += count * (asked->left[group] ? left_out[group] : best.price);
    if (!asked->left[group]) ask_for(b, cohort, count, best.option, asked);
  }
  add_up_openings(b, asked);
  return total;
}

int64_t market_least(const Problem *problem, const Market *market, const int64_t *class_price,
                     const int64_t *unit_price, const int64_t *left_out, Asked *asked, int32_t *short_of_memory) {
  Bidding bidding = {.problem = problem, .market = market, .unit_price = unit_price};
  int64_t total = 0;
  bool opened = open_bidding(&bidding);
  if (opened) {
    price_openings(&bidding, class_price);
    total = bid(&bidding, left_out, asked);
  }
  *short_of_memory = opened ? 0 : -1;
  close_bidding(&bidding);
  return total;
}
