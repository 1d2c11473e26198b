import { createInterface } from 'node:readline/promises';
import { EXIT } from './exit-code.ts';
import { TerminalError } from '../model/errors.ts';

/** Asks on the terminal. @throws TerminalError where there is nobody to ask */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new TerminalError(`there is nobody here to ask: ${question}`, { mend: 'Give --yes.' });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => process.exit(EXIT.interrupted));
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
