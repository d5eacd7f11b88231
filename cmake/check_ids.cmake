# Writes the requirement ids that the sources of the judge name, each with its check: so that who watches a
# requirement is read from the checks and never typed.
#
#   cmake -D FOLDER=.../harness/judge -D OUTPUT=check_ids.cpp -P check_ids.cmake
#
# An id is a whole string literal "rfcNNNN/section/slug" outside of comments in check_*.cpp or obligations.cpp. The
# check's name is its file's, without "check_". The output is touched only when it changes.

set(entries "")
file(GLOB sources ${FOLDER}/check_*.cpp ${FOLDER}/obligations.cpp)
list(SORT sources)
foreach(source ${sources})
  get_filename_component(check ${source} NAME_WE)
  string(REGEX REPLACE "^check_" "" check ${check})
  file(READ ${source} text)
  string(REGEX REPLACE "//[^\n]*" "" text "${text}")
  string(REGEX MATCHALL "\"rfc[0-9]+/[0-9.A-H]+/[0-9a-z-]+\"" ids "${text}")
  list(SORT ids)
  list(REMOVE_DUPLICATES ids)
  foreach(id ${ids})
    string(APPEND entries "    {${id}, \"${check}\"},\n")
  endforeach()
endforeach()
if(entries STREQUAL "")
  message(FATAL_ERROR "no check in ${FOLDER} names a requirement")
endif()

string(CONCAT content
       "// Written by cmake/check_ids.cmake from the sources of the checks.\n"
       "#include \"judge/watchers.hpp\"\n\n"
       "namespace dsnspec::judge {\n"
       "namespace {\n\n"
       "constexpr named_check all[] = {\n${entries}};\n\n"
       "}  // namespace\n\n"
       "std::span<const named_check> check_ids() { return all; }\n\n"
       "}  // namespace dsnspec::judge\n")
set(before "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} before)
endif()
if(NOT before STREQUAL content)
  file(WRITE ${OUTPUT} "${content}")
endif()
