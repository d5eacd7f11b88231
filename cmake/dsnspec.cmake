# The house rules of the build: one static library per folder of harness/, one test program per
# folder of harness/test/.

# dsnspec_warnings(TARGET): the flags every target of ours is built with.
function(dsnspec_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  # With optimisation g++ 12 sees uninitialised values in std::optional, and Asio's frames of coroutines freed by another
  # function than that which made them, where neither is so.
  target_compile_options(${target} PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-mismatched-new-delete>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # stable_sort of libstdc++ 12 uses its own deprecated get_temporary_buffer. g++ still tells of deprecations.
    target_compile_options(${target} PRIVATE -Wno-deprecated-declarations)
  endif()
  if(DSNSPEC_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

if(DSNSPEC_SANITIZE)
  add_compile_options(-fsanitize=${DSNSPEC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DSNSPEC_SANITIZE})
endif()

# With a fuzzing engine only these layers are built, so that no target needs Boost, ldns or CLI11. For libFuzzer and
# AFL++ all of them are instrumented, and only the targets get its main.
set(dsnspec_fuzzed_layers base spec grammar abnf mime dsn scenario smtp trace judge report)
if(DSNSPEC_FUZZING_ENGINE STREQUAL "libfuzzer")
  set(dsnspec_instrumentation -fsanitize=fuzzer-no-link)
  set(dsnspec_no_instrumentation -fno-sanitize=fuzzer-no-link)
elseif(DSNSPEC_FUZZING_ENGINE STREQUAL "afl")
  # What AFL++ instruments with by itself, so that any clang does: its own compilers of Debian 12 are clang 14.
  set(dsnspec_instrumentation -fsanitize-coverage=trace-pc-guard)
  set(dsnspec_no_instrumentation -fno-sanitize-coverage=trace-pc-guard)
endif()
add_compile_options(${dsnspec_instrumentation})

# dsnspec_layer(FOLDER [USES folder...] [LIBS target...]): the library of harness/FOLDER; that of target/reference is
# dsnspec_target_reference. USES names the folders below it; harness/tools/check_layers.py holds every #include against
# these lines.
function(dsnspec_layer folder)
  if(DSNSPEC_FUZZING_ENGINE AND NOT folder IN_LIST dsnspec_fuzzed_layers)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "USES;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  set(name dsnspec_${folder})
  list(TRANSFORM arg_USES PREPEND dsnspec_)
  list(TRANSFORM arg_USES REPLACE "/" "_")
  string(REPLACE "/" "_" name ${name})
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${arg_USES} ${arg_LIBS})
    dsnspec_warnings(${name})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${arg_USES} ${arg_LIBS})
  endif()
endfunction()

# dsnspec_tests(FOLDER [USES folder...] [LIBS target...]): the test program test_FOLDER of harness/test/FOLDER.
# It tests the layer of the same name, or those that it USES.
function(dsnspec_tests folder)
  cmake_parse_arguments(arg "" "" "USES;LIBS" ${ARGN})
  if(NOT arg_USES)
    set(arg_USES ${folder})
  endif()
  list(TRANSFORM arg_USES PREPEND dsnspec_)
  list(TRANSFORM arg_USES REPLACE "/" "_")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" name test_${folder})
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_USES} ${arg_LIBS} GTest::gtest GTest::gmock GTest::gtest_main
                                        rapidcheck rapidcheck_gtest)
  target_compile_definitions(${name} PRIVATE DSNSPEC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  dsnspec_warnings(${name})
  gtest_discover_tests(${name} TEST_PREFIX ${folder}. PROPERTIES LABELS unit DISCOVERY_TIMEOUT 60)
endfunction()
