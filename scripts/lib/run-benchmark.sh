# shellcheck shell=bash
# run_benchmark NAME ARGUMENT...: bundles benchmarks/NAME and runs it in the place of the script.

run_benchmark() {
  local name=$1
  shift
  node scripts/build/benchmark.mjs "$name"
  exec node --enable-source-maps ".work/benchmarks/$name.js" "$@"
}
