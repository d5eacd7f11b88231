#include "base/random.hpp"
#include "mutators/dialogue_mutator.hpp"

#define DSNSPEC_MUTATED dsnspec::fuzz::mutated_dialogue
#define DSNSPEC_CROSSED dsnspec::fuzz::crossed_dialogues
#include "mutators/entry.hpp"
