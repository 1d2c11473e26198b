/** States, times, durations and numbers as text for people. */
import ms from 'ms';
import pc from './colors.ts';

export { numberWord } from '../model/number-word.ts';

const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  succeeded: pc.green,
  failed: pc.red,
  killed: pc.yellow,
  killing: pc.yellow,
  running: pc.cyan,
  skipped: pc.dim,
  queued: pc.dim,
  waiting: pc.dim,
};

/** A state of a run, stage or attempt, in its colour. */
export function stateWord(state: string): string {
  return (COLOURS[state] ?? String)(state);
}

/** `2026-11-21 15:04:05` in UTC, or a dash. */
export function timeWord(time: Date | null): string {
  return time === null ? '-' : time.toISOString().slice(0, 19).replace('T', ' ');
}

/** `4.2 s`, `3 m 20 s`, `2 h 5 m`, or a dash if it has not started. */
export function tookWord(from: Date | null, to: Date | null, now: Date): string {
  if (from === null) return '-';
  const seconds = Math.max(0, ((to ?? now).getTime() - from.getTime()) / 1000);
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** `5 minutes ago`, `in 2 hours`. */
export function agoWord(time: Date, now: Date): string {
  const apart = time.getTime() - now.getTime();
  const length = ms(Math.abs(apart), { long: true });
  if (Math.abs(apart) < 1_000) return 'now';
  return apart < 0 ? `${length} ago` : `in ${length}`;
}

/** `512 B`, `3.4 MiB`. */
export function bytesWord(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const amount = bytes / 1024 ** power;
  return `${amount.toFixed(power === 0 || amount >= 100 ? 0 : 1)} ${units[power] ?? ''}`;
}

/** Indents each line that is not empty. */
export function indented(text: string, by = 2): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
