import { isatty } from 'node:tty';
import pc from 'picocolors';

/**
 * Colours for a person at a terminal, none for a pipe or a file: not in a CI either, where picocolors itself would colour what a
 * script is to read. `NO_COLOR` and `FORCE_COLOR` have the last word.
 */
function isWanted(): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '' } = process.env;
  return NO_COLOR === '' && (FORCE_COLOR !== '' || isatty(1));
}

export default pc.createColors(isWanted());
