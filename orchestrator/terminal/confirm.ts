import { createInterface } from 'node:readline/promises';
import { EXIT } from './exit-code.ts';
import { TerminalError } from '../model/errors.ts';

/** Asks a yes-or-no question. @throws TerminalError if stdin is not a terminal */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new TerminalError(`stdin is not a terminal: ${question}`, {
      hint: 'Pass --yes to confirm.',
    });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => process.exit(EXIT.interrupted));
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
