/** Seeds of histories that once found a bug. */
export const SEEDS_OF_BUGS: readonly { seed: string; bug: string }[] = [
  { seed: '43', bug: 'a submission arrived twice, and the second driver held the claim' },
  { seed: '830', bug: 'a run counted as killed while a driver with a result still ran' },
];
