import { UnreachableError } from './errors.ts';

/**
 * Asks one server after another until one answers. A refusal is an answer too: only an UnreachableError leads to the
 * next server.
 *
 * @param system - the system's name in errors: `HDFS`
 * @param translate - turns an error of `ask` into the error to throw; if that is an UnreachableError, the next server
 *   is asked
 * @throws UnreachableError of the last server if no server answers
 */
export async function firstServing<S, T>(
  system: string,
  servers: readonly S[],
  ask: (server: S) => Promise<T>,
  translate: (error: unknown, server: S) => unknown,
): Promise<T> {
  let last = new UnreachableError(system, `no address of ${system} is configured`);
  for (const server of servers) {
    try {
      return await ask(server);
    } catch (cause) {
      const error = translate(cause, server);
      if (!(error instanceof UnreachableError)) throw error;
      last = error;
    }
  }
  throw last;
}
