import { TerminalError } from '../model/errors.ts';
import { firstMaster, request, unreachable } from './http.ts';

/**
 * Ends an application by the form on the master's page. The REST API can end drivers only.
 *
 * @throws UnreachableError if no master accepted it
 * @throws TerminalError if the master has the form disabled
 */
export function killApplication(urls: readonly string[], application: string): Promise<void> {
  return firstMaster(urls, async (url) => {
    const { status } = await request({
      method: 'POST',
      url: `${url}/app/kill/`,
      params: { id: application, terminate: 'true' },
      maxRedirects: 0,
    });
    if (status === 405)
      throw new TerminalError(`the master at ${new URL(url).host} may not end applications`, {
        hint: 'Start it with spark.ui.killEnabled true, or end the application by hand.',
      });
    // The form answers with a redirect to the page.
    if (status >= 400)
      throw unreachable(url, `it answered the kill of ${application} with status ${status}`);
  });
}
