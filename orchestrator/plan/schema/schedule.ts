import { CronDate, CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { isoSeconds } from '../slots.ts';
import { duration } from './quantities.ts';

const moment = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/,
    'write 2026-01-31 or 2026-01-31T06:00, in the time zone of the schedule',
  );

const cron = z
  .string()
  .regex(/^\S+( +\S+){4,5}$/, 'write five fields, such as */5 * * * *')
  // Its minute would be another one each time that it is read.
  .refine((fields) => !/(^|[\s,])H/.test(fields), 'H is not supported; use jitter');

const timezone = z
  .string()
  .refine(isZone, 'there is no such time zone; write an IANA name such as Europe/Berlin')
  // cron-parser steps by whole hours, and loses its way where clocks change by half an hour.
  .refine(
    (zone) => !isZone(zone) || changesByHours(zone),
    'clocks change by half an hour there, which is not supported; use UTC',
  );

export const schedule = z
  .strictObject({
    cron: cron.describe('Five fields, or six with seconds in front'),
    timezone: timezone.default('UTC').describe('IANA name'),
    catchup: z
      .enum(['none', 'latest', 'all'])
      .default('latest')
      .describe('What becomes of slots that fell due while nobody led'),
    overlap: z
      .enum(['skip', 'queue', 'allow'])
      .default('skip')
      .describe('What becomes of a slot that falls due while the run before goes on'),
    start: moment.nullable().default(null).describe('The first time at which a slot may fall due'),
    end: moment.nullable().default(null).describe('From here on no slot falls due'),
    jitter: duration.prefault(0).describe('Runs start up to so long after their slot'),
  })
  .transform((given, context) => {
    const fault = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    };
    try {
      CronExpressionParser.parse(given.cron, { tz: given.timezone }).next();
    } catch (error) {
      return fault('cron', error instanceof Error ? error.message : String(error));
    }
    const [start, end] = [instant(given.start, given.timezone), instant(given.end, given.timezone)];
    if (start === undefined) return fault('start', 'there is no such time');
    if (end === undefined) return fault('end', 'there is no such time');
    if (start && end && start >= end) return fault('end', 'must come after start');
    return { ...given, start, end };
  });

/** What is written without an offset is meant in the time zone of the schedule. */
function instant(written: string | null, timezone: string): string | null | undefined {
  if (written === null) return null;
  try {
    return isoSeconds(new CronDate(written, timezone).toDate());
  } catch {
    return undefined;
  }
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

function changesByHours(zone: string): boolean {
  const [winter = 0, summer = 0] = ['2026-01-01', '2026-07-01'].map((day) =>
    new CronDate(new Date(day), zone).getUTCOffset(),
  );
  return (winter - summer) % 60 === 0;
}
