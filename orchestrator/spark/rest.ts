/** Spark's REST submission server: https://spark.apache.org/docs/4.1.0/spark-standalone.html#rest-api */
import type { AxiosResponse } from 'axios';
import { z } from 'zod';
import {
  AmbiguousSubmission,
  RetryableError,
  SparkwrightError,
  TerminalError,
  UnreachableError,
} from '../model/errors.ts';
import { json, MASTER, request, unreachable } from './http.ts';

const answerBody = z.object({
  success: z.boolean().optional(),
  submissionId: z.string().optional(),
  message: z.string().optional(),
});

const statusBody = z.object({ driverState: z.string(), message: z.string().optional() });

export interface RestServer {
  /** POSTs once. @throws AmbiguousSubmission */
  create(body: object): Promise<string>;
  kill(driver: string): Promise<void>;
  /** Why a driver is in the state ERROR, in the words of whoever could not launch it; null where none are known. */
  errorOf(driver: string): Promise<string | null>;
}

/**
 * @param urls - servers, `http://host:6066`; the first that takes a connection and is ALIVE is used
 * @param token - makes a bearer token
 */
export function restServer(urls: readonly string[], token: () => Promise<string>): RestServer {
  const post = async (url: string, path: string, data?: object) =>
    request({
      method: 'POST',
      url: `${url}/v1/submissions/${path}`,
      data: data ? JSON.stringify(data) : '',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
    });

  return {
    async create(body) {
      let last = new UnreachableError(MASTER, 'no Spark REST server is configured');
      for (const url of urls) {
        try {
          return readCreated(await post(url, 'create', body), url);
        } catch (error) {
          if (error instanceof UnreachableError) last = error;
          else if (error instanceof SparkwrightError) throw error;
          else if (neverSent(error)) last = unreachable(url, error);
          else throw new AmbiguousSubmission(url, error);
        }
      }
      throw last;
    },

    async kill(driver) {
      let last: UnreachableError | null = null;
      for (const url of urls) {
        try {
          const answer = await post(url, `kill/${driver}`);
          refuseUnauthorized(answer, url);
          if (!notAlive(answer)) return;
        } catch (error) {
          if (error instanceof SparkwrightError) throw error;
          last = unreachable(url, error);
        }
      }
      if (last) throw last;
    },

    async errorOf(driver) {
      for (const url of urls) {
        const answer = await request({
          method: 'GET',
          url: `${url}/v1/submissions/status/${driver}`,
          headers: { authorization: `Bearer ${await token()}` },
        }).catch(() => null);
        const status = statusBody.safeParse(answer && json(answer.data));
        if (status.data?.driverState === 'ERROR') return status.data.message ?? null;
      }
      return null;
    },
  };
}

function readCreated(answer: AxiosResponse<string>, url: string): string {
  refuseUnauthorized(answer, url);
  const parsed = answerBody.safeParse(json(answer.data));
  const { success, submissionId, message = '' } = parsed.data ?? {};
  if (success && submissionId) return submissionId;
  if (notAlive(answer)) throw unreachable(url, message);
  // Spark answers 200 with success false, or 400, where it has made no driver.
  if (parsed.success && success === false)
    throw new RetryableError(`Spark refused the submission: ${message}`);
  if (answer.status === 400)
    throw new TerminalError(
      `Spark could not read the submission: ${message || answer.data.slice(0, 200)}`,
    );
  throw new AmbiguousSubmission(
    url,
    new Error(`status ${answer.status}: ${answer.data.slice(0, 200)}`),
  );
}

function notAlive(answer: AxiosResponse<string>): boolean {
  return /Current state is not alive/i.test(answer.data);
}

function refuseUnauthorized({ status }: AxiosResponse<string>, url: string): void {
  if (status !== 401 && status !== 403) return;
  throw new TerminalError(
    `Spark's REST API at ${new URL(url).host} refused our token (status ${status})`,
    {
      mend: 'Set SPARKWRIGHT_SPARK_REST_SECRET_FILE to the key that the master was started with.',
    },
  );
}

/** Failures before a connection stood: nothing can have reached the server. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function neverSent(error: unknown): boolean {
  return BEFORE_SENDING.has((error as { code?: string }).code ?? '');
}
