/** `npm run golden -- DIR`: compares the engine with reference values and fails past the tolerance. */
import { existsSync, readdirSync } from 'node:fs';
import { runGolden } from './run.js';

const [directory] = process.argv.slice(2);
if (!directory || !existsSync(directory) || readdirSync(directory).length === 0) {
  console.error(
    `golden: ${directory ?? 'no directory given'}; name a directory with layers.json or trajectory-*.json.`,
  );
  process.exit(2);
}
const outcomes = await runGolden(directory);
if (outcomes.length === 0) {
  console.error(
    `golden: ${directory} holds neither layers.json nor trajectory-*.json; name a directory that does.`,
  );
  process.exit(2);
}
for (const { name, error, worst, tolerance } of outcomes) {
  const verdict = error <= tolerance ? 'ok  ' : 'FAIL';
  console.log(
    `${verdict} ${name.padEnd(44)} ${error.toExponential(1)} ≤ ${tolerance.toExponential(1)}  ${worst}`,
  );
}
const failed = outcomes.filter(({ error, tolerance }) => !(error <= tolerance)).length;
console.log(`${outcomes.length - failed} within tolerance, ${failed} past it`);
process.exitCode = failed > 0 ? 1 : 0;
