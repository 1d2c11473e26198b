/** The number of tries of a property: `usual` in `npm test`, more in `npm run fuzz`. */
export function runs(usual: number): { numRuns: number } {
  return { numRuns: usual * Number(process.env.FUZZ_EFFORT ?? 1) };
}
