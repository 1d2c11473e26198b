/** Reads and decodes pipeline files. */
import { readFile, stat } from 'node:fs/promises';
import { describe, TerminalError } from '../model/errors.ts';

const MOST_BYTES = 10 * 1024 * 1024;
/** Control characters that YAML forbids; neither the store nor drivers can keep a NUL. */
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** @throws TerminalError that names the file if it can't be read, is larger than 10 MiB, or is not UTF-8 text */
export async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES)
      throw fault(
        file,
        '1:1',
        `the file has ${size} bytes; split it into files of at most ${MOST_BYTES}`,
      );
    return decoded(await readFile(file), file);
  } catch (error) {
    if (error instanceof TerminalError) throw error;
    throw fault(
      file,
      '1:1',
      `the file can't be read (${describe(error)}); check its permissions`,
      error,
    );
  }
}

/** @throws TerminalError that names file, line and column of the first bytes that are not UTF-8 */
export function decoded(bytes: Uint8Array, file: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw fault(file, '1:1', 'the file is UTF-16; save it as UTF-8');
  const text = new TextDecoder().decode(bytes);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const at = positionOf(text, Math.max(0, text.indexOf('\uFFFD')));
    throw fault(file, at, 'this is not UTF-8; save the file as UTF-8', cause);
  }
  checkCharacters(text, file);
  return text;
}

/** @throws TerminalError that names file, line and column of a control character */
export function checkCharacters(text: string, file: string): void {
  const match = CONTROL.exec(text);
  if (!match) return;
  const code = match[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
  throw fault(file, positionOf(text, match.index), `the control character U+${code}; remove it`);
}

/** `line:column` of an offset. */
function positionOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n/);
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function fault(file: string, at: string, message: string, cause?: unknown): TerminalError {
  return new TerminalError(`${file}:${at}: ${message}`, { cause });
}
