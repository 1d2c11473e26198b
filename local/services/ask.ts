/** Requests an HTTP address of the cluster. @throws Error if it is refused or takes more than two seconds */
export function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual', ...init });
}

/** Runs a health check. An error becomes a complaint: its code, or its message. */
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
