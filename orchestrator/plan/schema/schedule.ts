import { z } from 'zod';
import { describe } from '../../model/errors.ts';
import { timeAfter } from '../cron.ts';
import { isoSeconds } from '../slot-names.ts';
import { offsetAt } from '../zone.ts';
import { zonedTime } from '../zoned-time.ts';
import { CRON, cronMessage } from './cron-message.ts';
import { duration } from './quantities.ts';

const moment = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/,
    'write 2026-01-31 or 2026-01-31T06:00, in the time zone of the schedule',
  );

const cron = z
  .string()
  .regex(CRON, { error: ({ input }) => cronMessage(String(input)) })
  // cron-parser picks another random value for H each time it parses the expression.
  .refine((fields) => !/(^|[\s,])H/.test(fields), 'H is not supported; use jitter');

const timezone = z
  .string()
  .refine(isZone, 'there is no such time zone; write an IANA name such as Europe/Berlin');

export const schedule = z
  .strictObject({
    cron: cron.describe('Five fields, six with seconds first, or a nickname such as @daily'),
    timezone: timezone.default('UTC').describe('IANA name of the time zone, such as Europe/Berlin'),
    catchup: z
      .enum(['none', 'latest', 'all'])
      .default('latest')
      .describe('Which slots get a run after a time without a leading orchestrator'),
    overlap: z
      .enum(['skip', 'queue', 'allow'])
      .default('skip')
      .describe('What happens to a slot that is due while earlier runs have not ended'),
    start: moment.nullable().default(null).describe('No slot is due before this time'),
    end: moment.nullable().default(null).describe('No slot is due at or after this time'),
    jitter: duration.prefault(0).describe('The longest delay of a run after its slot'),
  })
  .transform((input, context) => {
    const fault = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    };
    try {
      timeAfter(input, new Date());
    } catch (error) {
      return fault('cron', describe(error));
    }
    const { timezone } = input;
    const [start, end] = [instant(input.start, timezone), instant(input.end, timezone)];
    if (start === undefined) return fault('start', 'there is no such time');
    if (end === undefined) return fault('end', 'there is no such time');
    if (start && end && start >= end) return fault('end', 'must come after start');
    return { ...input, start, end };
  });

/** Converts a time, by default in the schedule's time zone, to UTC; undefined if it is not a time. */
function instant(text: string | null, timezone: string): string | null | undefined {
  if (text === null) return null;
  const time = zonedTime(text, timezone);
  return time ? isoSeconds(time) : undefined;
}

function isZone(zone: string): boolean {
  try {
    return Number.isFinite(offsetAt(zone, 0));
  } catch {
    return false;
  }
}
