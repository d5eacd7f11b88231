#include "smtp/recording.hpp"

#include <algorithm>

namespace dsnspec::smtp {

void recorder::keep(std::string_view octets) {
  if (octets.empty()) {
    return;
  }
  if (done_.empty() || done_.back().omitted > 0) {
    done_.emplace_back();
  }
  done_.back().octets += octets;
  kept_ += octets.size();
}

void recorder::body(std::string_view octets) {
  const std::string_view within = octets.substr(0, room_);
  keep(within);
  room_ -= within.size();
  if (within.size() < octets.size()) {
    if (done_.empty()) {
      done_.emplace_back();
    }
    done_.back().omitted += octets.size() - within.size();
  }
}

void recorder::put(std::string_view octets, std::size_t undecided) {
  if (held_.empty() && octets.size() <= room_) {
    body(octets);
    return;
  }
  held_ += octets;
  const std::size_t hold = std::min(undecided, held_.size());
  body(std::string_view(held_).substr(0, held_.size() - hold));
  held_.erase(0, held_.size() - hold);
}

void recorder::end(std::string_view octets, std::size_t mark) {
  held_ += octets;
  const std::size_t tail = std::min(mark, held_.size());
  body(std::string_view(held_).substr(0, held_.size() - tail));
  keep(std::string_view(held_).substr(held_.size() - tail));
  held_.clear();
}

void recorder::flush() {
  keep(held_);
  held_.clear();
}

std::vector<recorded_stretch> record_data(std::string_view data, std::size_t limit) {
  recorder all;
  all.begin(limit);
  all.end(data, std::string_view("\r\n.\r\n").size());
  return all.take();
}

}  // namespace dsnspec::smtp
