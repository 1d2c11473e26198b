import { z } from 'zod';
import { RetryableError, TerminalError, UnreachableError } from '../model/errors.ts';

export const HDFS = 'HDFS';

const body = z.object({
  RemoteException: z.object({ exception: z.string(), message: z.string().default('') }),
});

/** There is no such file. */
export class FileNotFound extends TerminalError {}
/** There is such a file already. */
export class FileExists extends TerminalError {}

/** The NameNode that was asked can't serve now; another one may. */
const NOT_SERVING = new Set(['StandbyException', 'RetriableException', 'SafeModeException']);

/**
 * The error that an answer of WebHDFS stands for. Nearly all of them come with status 403, so that the name of the
 * exception decides, not the status.
 *
 * @param text - the body of the answer
 */
export function remoteError(operation: string, status: number, text: string): Error {
  const parsed = body.safeParse(tryJson(text));
  if (!parsed.success)
    return new RetryableError(
      `HDFS answered ${operation} with status ${status} and a body that is not its own: ${text.slice(0, 120)}`,
    );
  const { exception, message } = parsed.data.RemoteException;
  const [firstLine = ''] = message.split('\n');
  const words = `${operation}: ${firstLine || exception}`;
  if (exception === 'FileNotFoundException') return new FileNotFound(words);
  if (exception === 'FileAlreadyExistsException') return new FileExists(words);
  if (exception === 'AccessControlException')
    return new TerminalError(words, {
      mend: 'Set SPARKWRIGHT_HDFS_USER to a user that may do this.',
    });
  // A rename that may not overwrite says so in a plain IOException.
  if (/rename destination .* already exists/.test(message)) return new FileExists(words);
  if (NOT_SERVING.has(exception) || /safe mode/i.test(message))
    return new UnreachableError(HDFS, `HDFS is not ready: ${firstLine}`);
  return new RetryableError(`${words} (${exception})`);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
