#!/bin/bash -eu
# Builds every fuzz target into $OUT with what OSS-Fuzz sets: CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE, SRC, WORK, OUT.
#
# fmt and yaml-cpp are built with the same flags when $SRC has them: everything has to use one C++ library. Without, those
# of the system are taken. FUZZING_ENGINE=libfuzzer is what the mutators are for.

source=$SRC/dsnspec
prefix=$WORK/prefix
common=(-G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_C_FLAGS="$CFLAGS"
  -DCMAKE_CXX_FLAGS="$CXXFLAGS" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_INSTALL_PREFIX="$prefix" -DBUILD_SHARED_LIBS=OFF
  -DBUILD_TESTING=OFF)

for library in fmt yaml-cpp; do
  if [ -d "$SRC/$library" ]; then
    cmake -S "$SRC/$library" -B "$WORK/$library" "${common[@]}" -DFMT_TEST=OFF -DFMT_DOC=OFF \
      -DYAML_CPP_BUILD_TESTS=OFF -DYAML_CPP_BUILD_TOOLS=OFF -DYAML_CPP_BUILD_CONTRIB=OFF
    cmake --build "$WORK/$library" --target install
  fi
done

cmake -S "$source" -B "$WORK/dsnspec" "${common[@]}" -DDSNSPEC_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" \
  -DOPENSSL_USE_STATIC_LIBS="${DSNSPEC_STATIC_OPENSSL:-ON}"
cmake --build "$WORK/dsnspec"
python3 "$source/fuzz/tools/seeds.py" "$WORK/seeds" "$source"

dictionary_of() {
  case $1 in
    report_parse | report_round_trip) echo report ;;
    parameters | smtp_framing | server_session | client_session) echo dialogue ;;
    xtext | parse_against_matcher) echo value ;;
  esac
}

for file in "$source"/fuzz/targets/*.cpp; do
  target=$(basename "$file" .cpp)
  cp "$WORK/dsnspec/fuzz/fuzz_$target" "$OUT/$target"
  zip -q -j -r "$OUT/${target}_seed_corpus.zip" "$WORK/seeds/$target" "$source/corpus/crash/$target"
  printf '[libfuzzer]\nmax_len = 8192\ntimeout = 10\n' >"$OUT/$target.options"
  dictionary=$(dictionary_of "$target")
  [ -z "$dictionary" ] || cp "$source/fuzz/dictionaries/$dictionary.dict" "$OUT/$target.dict"
done
