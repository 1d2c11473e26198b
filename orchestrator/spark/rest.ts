/** Spark's REST submission server: https://spark.apache.org/docs/4.1.0/spark-standalone.html#rest-api */
import type { AxiosResponse } from 'axios';
import { z } from 'zod';
import {
  AmbiguousSubmission,
  RetryableError,
  SparkwrightError,
  TerminalError,
} from '../model/errors.ts';
import { neverSent } from '../model/lost-connection.ts';
import { ellipsized } from '../model/shorten.ts';
import { fromJson } from '../model/json.ts';
import { firstMaster, request, unreachable } from './http.ts';

const answerBody = z.object({
  success: z.boolean().optional(),
  submissionId: z.string().optional(),
  message: z.string().optional(),
});

const statusBody = z.object({ driverState: z.string(), message: z.string().optional() });

export interface RestServer {
  /** POSTs once. @throws AmbiguousSubmission */
  create(body: object): Promise<string>;
  /** @throws UnreachableError if no master accepted it: the driver may live on */
  kill(driver: string): Promise<void>;
  /** Null if the server does not know the driver. */
  stateOf(driver: string): Promise<string | null>;
  /** Why a driver could not be launched, as its worker told the master; null if unknown. */
  errorOf(driver: string): Promise<string | null>;
}

/**
 * @param urls - servers, `http://host:6066`; the first that answers and is ALIVE is used
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

  const status = (driver: string) =>
    firstMaster(urls, async (url) => {
      const answer = await request({
        method: 'GET',
        url: `${url}/v1/submissions/status/${driver}`,
        headers: { authorization: `Bearer ${await token()}` },
      });
      refuseUnauthorized(answer, url);
      if (notAlive(answer)) throw unreachable(url, 'it is not ALIVE');
      return statusBody.safeParse(fromJson(answer.data)).data ?? null;
    });

  return {
    create: (body) =>
      firstMaster(urls, async (url) => {
        const answer = await post(url, 'create', body).catch((error: unknown) => {
          if (error instanceof SparkwrightError) throw error;
          throw neverSent(error) ? unreachable(url, error) : new AmbiguousSubmission(url, error);
        });
        return readCreated(answer, url);
      }),

    kill: (driver) =>
      firstMaster(urls, async (url) => {
        readKilled(await post(url, `kill/${driver}`), url);
      }),

    stateOf: async (driver) => (await status(driver))?.driverState ?? null,

    errorOf: async (driver) => {
      try {
        const { driverState, message } = (await status(driver)) ?? {};
        return driverState === 'ERROR' ? (message ?? null) : null;
      } catch (error) {
        if (error instanceof SparkwrightError) return null;
        throw error;
      }
    },
  };
}

function readCreated(answer: AxiosResponse<string>, url: string): string {
  refuseUnauthorized(answer, url);
  const parsed = answerBody.safeParse(fromJson(answer.data));
  const { success, submissionId, message = '' } = parsed.data ?? {};
  if (success && submissionId) return submissionId;
  if (notAlive(answer)) throw unreachable(url, message);
  // If Spark made no driver, it answers 200 with success false, or 400.
  if (parsed.success && success === false)
    throw new RetryableError(`Spark refused the submission: ${ellipsized(message, 1_000)}`);
  if (answer.status === 400)
    throw new TerminalError(
      `Spark could not read the submission: ${ellipsized(message || answer.data, 1_000)}`,
    );
  throw new AmbiguousSubmission(
    url,
    new Error(`status ${answer.status}: ${ellipsized(answer.data, 200)}`),
  );
}

/** Spark answers success false for a driver that is unknown or has ended: both are fine. */
function readKilled(answer: AxiosResponse<string>, url: string): void {
  refuseUnauthorized(answer, url);
  const { data } = answerBody.safeParse(fromJson(answer.data));
  if (notAlive(answer)) throw unreachable(url, data?.message ?? 'it is not ALIVE');
  if (data?.success === undefined)
    throw unreachable(url, `status ${answer.status}: ${ellipsized(answer.data, 200)}`);
}

function notAlive(answer: AxiosResponse<string>): boolean {
  return /Current state is not alive/i.test(answer.data);
}

function refuseUnauthorized({ status }: AxiosResponse<string>, url: string): void {
  if (status !== 401 && status !== 403) return;
  throw new TerminalError(
    `Spark's REST API at ${new URL(url).host} refused our token (status ${status})`,
    { hint: 'Set SPARKWRIGHT_SPARK_REST_SECRET_FILE to the key that the master was started with.' },
  );
}
