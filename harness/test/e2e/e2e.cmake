# The end-to-end tests, one ctest test for each class of e2e.py. They use the network once, to fetch the mail systems.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

foreach(class Reference Selftest Run Targets Violence Mistakes OrdinaryUser)
  add_test(NAME e2e.${class}
           COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/e2e.py $<TARGET_FILE:dsnspec> ${PROJECT_SOURCE_DIR} ${class})
  # Alone: they measure nothing, but start some hundred processes each.
  set_tests_properties(e2e.${class} PROPERTIES LABELS e2e TIMEOUT 300 RUN_SERIAL TRUE)
endforeach()

# A server that somebody else started; adapters.
foreach(file attach adapter)
  add_test(NAME e2e.${file}
           COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/${file}.py $<TARGET_FILE:dsnspec> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e.${file} PROPERTIES LABELS e2e TIMEOUT 300 RUN_SERIAL TRUE)
endforeach()

# The suite tried on its own mail system, all of the catalogue. With a sanitizer it would take far too long; there
# e2e.Selftest has to do.
if(NOT DSNSPEC_SANITIZE)
  add_test(NAME selftest COMMAND dsnspec selftest --out ${PROJECT_BINARY_DIR}/selftest)
  set_tests_properties(selftest PROPERTIES LABELS selftest TIMEOUT 900 RUN_SERIAL TRUE
                       ENVIRONMENT DSNSPEC_DATA=${PROJECT_SOURCE_DIR})
endif()
