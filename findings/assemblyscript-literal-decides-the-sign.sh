#!/usr/bin/env bash
# A conditional of a literal and an unsigned load in AssemblyScript, widened to 64 bits.
#
# Package: assemblyscript 0.28.20 from npm.
# Guess:   `flag == 0 ? 0 : load<u32>(at)` is a u32, because the load is one, so that `<u64>` of it keeps 3,000,000,000.
# Seen:    the literal comes first and makes the whole an i32: `<u64>` extends its sign, to 18,446,744,072,414,584,320. With the
#          branches in the other order, or with `<u32>0`, the number is right. The compiler gives no warning.
# So:      counters beyond 2^31 - 1 are the first to be wrong. counting/scan/assembly/cells.ts names the type of the result, and
#          tests/counting/scan/large-cells.test.ts holds it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --no-save --prefix "$folder" assemblyscript@0.28.20 > "$folder/npm.log"
cat > "$folder/sum.ts" <<'ASSEMBLYSCRIPT'
export function literalFirst(flag: u32, at: usize): u64 {
  const events = flag == 0 ? 0 : load<u32>(at);
  return <u64>events;
}
export function loadFirst(flag: u32, at: usize): u64 {
  const events = flag != 0 ? load<u32>(at) : 0;
  return <u64>events;
}
export function put(at: usize, value: u32): void {
  store<u32>(at, value);
}
ASSEMBLYSCRIPT
(cd "$folder" && node node_modules/assemblyscript/bin/asc.js sum.ts --runtime stub --initialMemory 1 --outFile sum.wasm 2> asc.log)
cat > "$folder/seen.mjs" <<'JAVASCRIPT'
import { readFileSync } from 'node:fs';
const imports = { env: { abort: () => undefined } };
const { instance } = await WebAssembly.instantiate(readFileSync(new URL('sum.wasm', import.meta.url)), imports);
const { put, literalFirst, loadFirst } = instance.exports;
put(1024, 3_000_000_000);
console.log('literal first:', BigInt.asUintN(64, literalFirst(1, 1024)));
console.log('load first:', BigInt.asUintN(64, loadFirst(1, 1024)));
JAVASCRIPT
cat > "$folder/expected" <<'TEXT'
literal first: 18446744072414584320n
load first: 3000000000n
TEXT
node "$folder/seen.mjs" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
test ! -s "$folder/asc.log"
echo 'as recorded: assemblyscript 0.28.20'
