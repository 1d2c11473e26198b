import { isatty } from 'node:tty';
import pc from 'picocolors';

/**
 * Colours on a terminal only. In a CI, picocolors by itself would colour output that scripts read. `NO_COLOR` and
 * `FORCE_COLOR` override this.
 */
function isWanted(): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '' } = process.env;
  return NO_COLOR === '' && (FORCE_COLOR !== '' || isatty(1));
}

export default pc.createColors(isWanted());
