import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { UnreachableError } from '../model/errors.ts';

export const MASTER = 'the Spark master';

/** One request, the body kept as text: some of Spark's errors are HTML. */
export async function request(config: AxiosRequestConfig): Promise<AxiosResponse<string>> {
  return axios.request<string>({
    timeout: 10_000,
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    proxy: false,
    ...config,
  });
}

export function unreachable(url: string, why: unknown): UnreachableError {
  const words =
    why instanceof Error ? ((why as { code?: string }).code ?? why.message) : String(why);
  return new UnreachableError(
    MASTER,
    `the Spark master at ${new URL(url).host} is unreachable: ${words}`,
    {
      cause: why,
    },
  );
}

/** The body as JSON, or undefined where it is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
