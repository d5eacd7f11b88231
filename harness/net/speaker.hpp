// What a session of ours at a server's port says: octets in, steps to carry out, no I/O. Either one scripted
// host's (smtp::server_session), or that of many hosts behind one port (routed_speaker.hpp).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/model.hpp"
#include "smtp/recording.hpp"
#include "smtp/script.hpp"
#include "smtp/server_session.hpp"

namespace dsnspec::net {

class speaker {
 public:
  speaker() = default;
  speaker(const speaker&) = delete;
  speaker& operator=(const speaker&) = delete;
  virtual ~speaker() = default;

  // As those of smtp::server_session.
  virtual std::vector<smtp::server_step> open() = 0;
  virtual std::vector<smtp::server_step> receive(std::string_view octets) = 0;
  virtual void tls_started() = 0;
  virtual void closed() = 0;
  virtual std::vector<smtp::recorded_stretch> take_recorded() = 0;
  virtual std::vector<smtp::received_message> take_messages() = 0;

  // It has octets left that it wants to handle when its steps were carried out: receive({}) before reading.
  [[nodiscard]] virtual bool unfinished() const { return false; }
};

class scripted_speaker final : public speaker {
 public:
  scripted_speaker(const scenario::host& what, smtp::host_memory& memory, std::string own_name)
      : machine_(what, memory, std::move(own_name)) {}

  std::vector<smtp::server_step> open() override { return machine_.open(); }
  std::vector<smtp::server_step> receive(std::string_view octets) override {
    return machine_.receive(octets);
  }
  void tls_started() override { machine_.tls_started(); }
  void closed() override { machine_.closed(); }
  std::vector<smtp::recorded_stretch> take_recorded() override { return machine_.take_recorded(); }
  std::vector<smtp::received_message> take_messages() override { return machine_.take_messages(); }

 private:
  smtp::server_session machine_;
};

}  // namespace dsnspec::net
