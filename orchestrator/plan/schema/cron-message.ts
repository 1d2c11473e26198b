/** Messages for invalid cron expressions, with a suggestion. */
import ms from 'ms';
import { NICKNAMES } from '../cron-fields.ts';

const names = [...NICKNAMES.keys()];

/** Five or six fields, or a nickname. */
export const CRON = new RegExp(`^(${names.join('|')}|[^@\\s]\\S*( +\\S+){4,5})$`);

/** Why a text that doesn't match CRON is invalid, and what to write instead. */
export function cronMessage(text: string): string {
  if (/^@reboot\b/i.test(text))
    return '@reboot is not supported: a schedule needs times; write one such as @daily, or start a run by hand: sparkwright run <pipeline>';
  const [, every] = /^@every\b *(.*)$/i.exec(text) ?? [];
  if (every !== undefined)
    return `@every is not supported: a schedule needs times; ${suggestion(every)}`;
  if (text.startsWith('@')) return `there is no ${text}; write one of ${names.join(', ')}`;
  return 'write five fields, such as */5 * * * *, or a name such as @daily';
}

/** Suggests a step if the length divides a minute, an hour or a day, because steps start over with each of them. */
function suggestion(length: string): string {
  // ms() throws for empty and long texts, and returns undefined for other texts that are not durations.
  const seconds = (/^.{1,50}$/.test(length) ? ms(length as ms.StringValue) : NaN) / 1000;
  const step = (unit: number, most: number, fields: string) => {
    const count = seconds / unit;
    if (!Number.isInteger(count) || count < 1 || most % count !== 0) return null;
    return count === most ? null : fields.replace('*', count === 1 ? '*' : `*/${String(count)}`);
  };
  const cron =
    step(3600, 24, '0 * * * *') ??
    step(60, 60, '* * * * *') ??
    step(1, 60, '* * * * * *') ??
    (seconds === 86_400 ? '@daily' : null);
  return cron ? `write ${cron}` : 'write the times, such as */15 * * * * for every 15 minutes';
}
