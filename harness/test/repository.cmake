# Tests of the repository itself rather than of one folder.

find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(tools ${PROJECT_SOURCE_DIR}/harness/tools)

add_test(NAME repository.layers COMMAND ${Python3_EXECUTABLE} ${tools}/check_layers.py ${PROJECT_SOURCE_DIR})
add_test(NAME repository.layers_check COMMAND ${Python3_EXECUTABLE} ${tools}/check_layers_test.py)
set_tests_properties(repository.layers repository.layers_check PROPERTIES LABELS repository)

# Every header compiles alone, twice over. Those that the source of the same name includes first are compiled alone by
# that anyway. Built by a test and not with everything else, so that when it fails all other tests still run; once is
# enough, so builds with a sanitizer leave it out.
if(NOT DSNSPEC_SANITIZE)
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/harness ${PROJECT_SOURCE_DIR}/harness/*/*.hpp
       ${PROJECT_SOURCE_DIR}/harness/target/*/*.hpp)
  foreach(header ${headers})
    string(REPLACE ".hpp" ".cpp" source ${header})
    set(first "")
    if(EXISTS ${PROJECT_SOURCE_DIR}/harness/${source})
      file(STRINGS ${PROJECT_SOURCE_DIR}/harness/${source} first REGEX "^#include" LIMIT_COUNT 1)
    endif()
    if(first STREQUAL "#include \"${header}\"")
      continue()
    endif()
    set(source ${PROJECT_BINARY_DIR}/headers/${source})
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@header@\"\n#include \"@header@\"\n" @ONLY)
    list(APPEND header_sources ${source})
  endforeach()
  add_library(header_check OBJECT EXCLUDE_FROM_ALL ${header_sources})
  target_link_libraries(header_check PRIVATE dsnspec_cli)
  target_compile_options(header_check PRIVATE -O0 -g0)
  dsnspec_warnings(header_check)
  add_test(NAME repository.headers COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target header_check)
  set_tests_properties(repository.headers PROPERTIES LABELS repository RUN_SERIAL TRUE TIMEOUT 600)
endif()
