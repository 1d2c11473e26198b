/** Sealed JSON: an object whose last member is the checksum of the text before it; see docs/typescript-and-python.md. */
import { createHash } from 'node:crypto';
import { TerminalError } from '../model/errors.ts';

const SEAL = /,\s*"checksum"\s*:\s*"([0-9a-f]{64})"\s*\}\s*$/;

export function seal(value: object): string {
  const text = JSON.stringify(value, null, 2);
  const body = text.slice(0, text.lastIndexOf('\n}'));
  return `${body},\n  "checksum": "${sha256(body)}"\n}\n`;
}

/** @throws TerminalError if the text is cut short, changed, or not sealed JSON */
export function unseal(text: string): unknown {
  const match = SEAL.exec(text);
  if (!match)
    throw new TerminalError(
      'it has no checksum at its end: it is cut short, or was written by hand',
    );
  const body = text.slice(0, match.index);
  if (sha256(body) !== match[1])
    throw new TerminalError(
      'its checksum does not match its text: it was changed after it was written',
    );
  try {
    return JSON.parse(`${body}}`);
  } catch (cause) {
    throw new TerminalError('it is not JSON', { cause });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
