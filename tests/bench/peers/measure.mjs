// What every peer is measured by: load several times, then answer, reading the total after each answer.
import fs from 'node:fs';

export const [, , form, answersFile, totalRef, runs, seconds] = process.argv;
export const passes = JSON.parse(fs.readFileSync(answersFile, 'utf8'));

export async function measure(load, answer, total) {
  const loads = [];
  let ready = null;
  for (let run = 0; run < Number(runs); run += 1) {
    ready = null;
    globalThis.gc?.();
    const start = performance.now();
    ready = await load();
    loads.push(performance.now() - start);
  }
  const times = [];
  const totals = [];
  const end = performance.now() + Number(seconds) * 1000;
  for (const [number, given] of passes.entries()) {
    for (const [ref, text] of given) {
      if (performance.now() > end) break;
      const give = answer(ready, ref, text);
      const start = performance.now();
      give();
      const read = total(ready);
      times.push([number, performance.now() - start]);
      totals.push(Number(read));
    }
  }
  const { maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ loads, times, totals, kilobytes: maxRSS, runtime: `Node.js ${process.version}` }));
}
