// Random numbers. Whole numbers alone, so that a seed gives the same steps on every machine.
#ifndef TRAINOPT_DICE_H
#define TRAINOPT_DICE_H

#include <stdbool.h>
#include <stdint.h>

// The state of a generator (xorshift64*, Vigna 2016); never 0.
typedef struct {
  uint64_t state;
} Dice;

// Chances are given out of so many.
enum { CHANCES = 1024 };

// Exponential numbers are given in this part of one.
enum { EXPONENTIAL_ONE = 1 << 16 };

// A generator for a seed; neighbouring seeds give unrelated numbers.
Dice new_dice(uint64_t seed);

// 64 random bits.
uint64_t random_bits(Dice *dice);

// A whole number from 0 to count - 1; count is at least 1.
int32_t random_below(Dice *dice, int32_t count);

// Whether something happens that does so many times in CHANCES.
bool happens(Dice *dice, int32_t chance);

// An exponential number of mean 1, in parts of EXPONENTIAL_ONE; right to 1 %.
int64_t random_exponential(Dice *dice);

// The same scrambled bits for the same number.
uint64_t scrambled(uint64_t number);

#endif
