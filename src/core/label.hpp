// Labels of options: can a reader of answers tell each from the others of its list?
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "questionnaire.hpp"

namespace tendensen {

// The labels, by position, with which some answers could be read in two ways once a tool has joined
// the ticked options by `, ` or by `;`. Without them, all answers can be read in one way only.
std::vector<std::size_t> splitting_labels(const std::vector<std::string>& labels);

// Labels that a reader would take for another label, for another option's code, or (in the lists
// `joined`, of multiple-choice questions) for several labels.
std::vector<Fault> label_faults(const Sheets& sheets, const std::vector<Option>& options,
                                const std::set<std::string>& joined);

}  // namespace tendensen
