/** How often a property is tried: `usual` times in `npm test`, more by `npm run fuzz`. */
export function runs(usual: number): { numRuns: number } {
  return { numRuns: usual * Number(process.env.FUZZ_EFFORT ?? 1) };
}
