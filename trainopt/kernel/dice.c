#include "dice.h"

uint64_t scrambled(uint64_t number) {
  // The finaliser of splitmix64.
  number += 0x9E3779B97F4A7C15u;
  number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9u;
  number = (number ^ number >> 27) * 0x94D049BB133111EBu;
  return number ^ number >> 31;
}

Dice new_dice(uint64_t seed) {
  uint64_t state = scrambled(seed);
  return (Dice){state ? state : 1};
}

uint64_t random_bits(Dice *dice) {
  uint64_t state = dice->state;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  dice->state = state;
  return state * 0x2545F4914F6CDD1Du;
}

int32_t random_below(Dice *dice, int32_t count) {
  return (int32_t)((random_bits(dice) >> 32) * (uint64_t)count >> 32);
}

bool happens(Dice *dice, int32_t chance) { return random_below(dice, CHANCES) < chance; }

int64_t random_exponential(Dice *dice) {
  uint32_t bits = (uint32_t)(random_bits(dice) >> 32) | 1;
  int32_t zeros = __builtin_clz(bits);
  // bits = 2^(31 - zeros) * (1 + x); log2(1 + x) is x + 0.344 x (1 - x) to 0.01.
  int64_t x = (int64_t)((bits << zeros & 0x7FFFFFFFu) >> 15);
  int64_t bend = x * (EXPONENTIAL_ONE - x) / EXPONENTIAL_ONE * 344 / 1000;
  int64_t binary = ((int64_t)zeros + 1) * EXPONENTIAL_ONE - x - bend;
  return binary * 693 / 1000;  // ln 2
}
