/** Seeds of histories that found a bug, and the bug. */
export const FOUND: readonly { seed: string; bug: string }[] = [
  { seed: '43', bug: 'a submission was doubled on its way, and the twin held the claim' },
  { seed: '830', bug: 'a run counted as killed while a driver that had left its result still ran' },
];
