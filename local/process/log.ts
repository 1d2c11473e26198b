import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';

const KEPT_BYTES = 10 * 1024 * 1024;

/** Bounds a log: past 10 MiB it becomes `<log>.1`, and replaces the former one. */
export function rotate(path: string): void {
  if (existsSync(path) && statSync(path).size > KEPT_BYTES) renameSync(path, `${path}.1`);
}

/** The last lines of a log, from byte `from` on; empty if there is none. */
export function tail(path: string, lines: number, from = 0): string {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const start = Math.max(from, size - 64 * 1024);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    readSync(file, bytes, 0, bytes.length, start);
    return bytes.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(file);
  }
}
