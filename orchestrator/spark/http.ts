import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { SparkwrightError, UnreachableError } from '../model/errors.ts';
import { firstServing } from '../model/first-serving.ts';

export const MASTER = 'the Spark master';

/** Sends one request. The body stays text, because some of Spark's errors are HTML. */
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
  const reason =
    why instanceof Error ? ((why as { code?: string }).code ?? why.message) : String(why);
  return new UnreachableError(
    MASTER,
    `the Spark master at ${new URL(url).host} is unreachable: ${reason}`,
    { cause: why },
  );
}

/** @param urls - of the masters, or of their REST servers */
export function firstMaster<T>(
  urls: readonly string[],
  ask: (url: string) => Promise<T>,
): Promise<T> {
  return firstServing(MASTER, urls, ask, (error, url) =>
    error instanceof SparkwrightError ? error : unreachable(url, error),
  );
}
