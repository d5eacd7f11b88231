#include "vectors/vector.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "grammar/utf8.hpp"
#include "mime/transfer_encoding.hpp"

namespace dsnspec::vectors {
namespace {

namespace fs = std::filesystem;

const fs::path& root() {
  static const fs::path folder = fs::path(DSNSPEC_SOURCE_DIR) / "corpus" / "vectors";
  return folder;
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw std::runtime_error(file.string() + ": can't be read");
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string octets_of(const json& text) {
  if (text.is_string()) {
    return text.get<std::string>();
  }
  grammar::deviations met;
  std::string out = mime::decode_base64(text.at("base64").get<std::string>(), met);
  if (!met.empty()) {
    throw std::runtime_error("no base64: " + text.dump());
  }
  return out;
}

vector vector_of(const std::string& file, const json& of_file, const json& text, std::string input) {
  vector out;
  out.file = file;
  out.verdict = of_file.at("verdict").get<std::string>();
  out.production = of_file.at("production").get<std::string>();
  out.text = text;
  out.input = std::move(input);
  out.smtputf8 = text.value("smtputf8", false);
  out.global = text.value("global", false);
  return out;
}

void append(std::vector<vector>& to, const std::string& file) {
  const json top = json::parse(content(root() / file));
  if (top.contains("file")) {
    const fs::path message = (root() / file).parent_path() / top.at("file").get<std::string>();
    to.push_back(vector_of(file, top, top, content(message)));
    return;
  }
  for (const json& one : top.at("vectors")) {
    to.push_back(vector_of(file, top, one, octets_of(one.at("input"))));
  }
}

std::string base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, text.size() - at);
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8U | (i < count ? static_cast<unsigned char>(text[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= count ? digits[bits >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> all_files() {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(root())) {
    const std::string name = fs::relative(entry.path(), root()).string();
    if (entry.is_regular_file() && name != "README.md" && name != "INDEX") {
      out.push_back(name);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<vector> all_vectors() {
  std::vector<vector> out;
  for (const std::string& file : all_files()) {
    if (file.ends_with(".json")) {
      append(out, file);
    }
  }
  return out;
}

json octets(std::string_view text) {
  return grammar::check_utf8(text) ? json(std::string(text)) : json{{"base64", base64(text)}};
}

}  // namespace dsnspec::vectors
