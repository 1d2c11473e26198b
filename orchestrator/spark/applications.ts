import { TerminalError, UnreachableError } from '../model/errors.ts';
import { MASTER, request, unreachable } from './http.ts';

/**
 * Has the master end an application, by the form on its page: the REST API knows drivers only.
 *
 * @throws UnreachableError when no master took it
 * @throws TerminalError when the master does not take it from anybody
 */
export async function killApplication(urls: readonly string[], application: string): Promise<void> {
  let last = new UnreachableError(MASTER, 'no Spark master is configured');
  for (const url of urls) {
    try {
      const { status } = await request({
        method: 'POST',
        url: `${url}/app/kill/`,
        params: { id: application, terminate: 'true' },
        maxRedirects: 0,
      });
      if (status === 405)
        throw new TerminalError(`the master at ${new URL(url).host} may not end applications`, {
          mend: 'Start it with spark.ui.killEnabled true, or end the application by hand.',
        });
      // The form answers with the way back to the page.
      if (status < 400) return;
      last = unreachable(url, `it answered the end of ${application} with status ${status}`);
    } catch (error) {
      if (error instanceof TerminalError) throw error;
      last = unreachable(url, error);
    }
  }
  throw last;
}
