import { z } from 'zod';

const suite = z.object({
  expectations: z.array(
    z.object({
      type: z.string(),
      kwargs: z.record(z.string(), z.unknown()),
      severity: z.string().optional(),
    }),
  ),
});

/** Compares two suites, an expectation a line: `-` is removed, `+` is added. */
export function suiteDifference(old: string | null, fresh: string): string[] {
  const [before, after] = [old === null ? [] : lines(old), lines(fresh)];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

function lines(text: string): string[] {
  return suite
    .parse(JSON.parse(text))
    .expectations.map(({ type, kwargs: { column, ...rest }, severity }) =>
      [
        ...(typeof column === 'string' ? [`${column}:`] : []),
        type,
        ...Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
        ...(severity === undefined ? [] : [`(${severity})`]),
      ].join(' '),
    );
}
