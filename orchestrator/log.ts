import winston from 'winston';
import { quoted } from './model/visible.ts';
import type { Log } from './ports/ports.ts';

/** Writes readable lines to stderr; stdout is for the output of commands. */
export function openLog(level: string): Log {
  const { combine, timestamp, printf, colorize } = winston.format;
  const line = printf(({ level: name, message, timestamp: time, error }) => {
    const stack = error instanceof Error && level === 'debug' ? `\n${error.stack ?? ''}` : '';
    return `${String(time)} ${name} ${quoted(`${String(message)}${stack}`)}`;
  });
  return winston.createLogger({
    level,
    format: combine(
      timestamp({ format: 'HH:mm:ss' }),
      ...(process.stderr.isTTY ? [colorize()] : []),
      line,
    ),
    transports: [
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types disagree here
      new winston.transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] }),
    ],
  });
}
