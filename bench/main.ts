import { benchmarks } from './benchmarks.js';

/** `npm run bench` runs all, `npm run bench -- NAME` one. */
const wanted = process.argv[2];
const chosen = benchmarks.filter((benchmark) => wanted === undefined || benchmark.name === wanted);
if (chosen.length === 0) {
  console.error(`There is no benchmark "${wanted}". Choose one of: ${benchmarks.map((benchmark) => benchmark.name).join(', ')}.`);
  process.exit(2);
}
for (const benchmark of chosen) {
  console.log(`\n# ${benchmark.name}`);
  await benchmark.run();
}
process.exit(0);
