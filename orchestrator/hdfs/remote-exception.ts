import { z } from 'zod';
import { RetryableError, TerminalError, UnreachableError } from '../model/errors.ts';
import { fromJson } from '../model/json.ts';
import { ellipsized } from '../model/shorten.ts';

export const HDFS = 'HDFS';

const body = z.object({
  RemoteException: z.object({ exception: z.string(), message: z.string().default('') }),
});

/** The file or folder does not exist. */
export class FileNotFound extends TerminalError {}
/** The file or folder exists already. */
export class FileExists extends TerminalError {}

/** The answer, or null if the file or folder is not there. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof FileNotFound) return null;
    throw error;
  }
}

/** The NameNode can't serve now; another one may. */
const NOT_SERVING = new Set(['StandbyException', 'RetriableException', 'SafeModeException']);

/**
 * The error in an answer of WebHDFS. Nearly all errors have status 403, so the name of the exception decides, not the
 * status.
 *
 * @param text - the body of the answer
 */
export function remoteError(operation: string, status: number, text: string): Error {
  const parsed = body.safeParse(fromJson(text));
  if (!parsed.success)
    return new RetryableError(
      `HDFS answered ${operation} with status ${status} and a body that is no RemoteException: ${ellipsized(text, 120)}`,
    );
  const { exception, message } = parsed.data.RemoteException;
  const firstLine = ellipsized(message.split('\n')[0] ?? '', 1_000);
  const reason = `${operation}: ${firstLine || exception}`;
  if (exception === 'FileNotFoundException') return new FileNotFound(reason);
  if (exception === 'FileAlreadyExistsException') return new FileExists(reason);
  if (exception === 'AccessControlException')
    return new TerminalError(reason, {
      hint: 'Set SPARKWRIGHT_HDFS_USER to a user that may do this.',
    });
  // A rename without overwrite fails with a plain IOException.
  if (/rename destination .* already exists/.test(message)) return new FileExists(reason);
  if (NOT_SERVING.has(exception) || /safe mode/i.test(message))
    return new UnreachableError(HDFS, `HDFS is not ready: ${firstLine}`);
  return new RetryableError(`${reason} (${exception})`);
}
