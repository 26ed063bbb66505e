// Times of an operation, for the benchmarks: measured inside the process, so that the pipe is not part of them.

/** Runs an operation after a warm-up and gives the times of the runs in milliseconds. */
export async function time(operations, {of, request, runs = 50, warmup = 10}) {
  const operation = operations[of];
  if(!operation) {
    throw new Error(`There is no operation "${of}" to be timed.`);
  }
  const times = [];
  for(let run = -warmup; run < runs; ++run) {
    // Some operations write into what they are given; the copy is not part of the time.
    const copy = structuredClone(request);
    const start = process.hrtime.bigint();
    const result = await operation(copy);
    const end = process.hrtime.bigint();
    if(result.verified === false) {
      throw new Error(`What is timed must succeed: ${result.error}`);
    }
    if(run >= 0) {
      times.push(Number(end - start) / 1e6);
    }
  }
  times.sort((a, b) => a - b);
  const middle = times.length >> 1;
  const median = times.length % 2 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
  return {runs, median, minimum: times[0], maximum: times.at(-1)};
}
