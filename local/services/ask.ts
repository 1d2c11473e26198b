/** Asks an HTTP address of the cluster; a refusal or silence of two seconds is an Error. */
export function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual', ...init });
}

/** Runs a health question: an Error becomes the complaint, in its shortest words. */
export async function complaintOf(
  question: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await question();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = (cause as NodeJS.ErrnoException).code;
    return code ?? (cause instanceof Error ? cause.message : String(cause));
  }
}
