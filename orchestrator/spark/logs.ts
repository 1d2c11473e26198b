/**
 * Output of drivers and executors, from the pages of their workers: https://spark.apache.org/docs/4.1.0/spark-standalone.html
 */
import { z } from 'zod';
import type { LogFile } from '../ports/ports.ts';
import { UnreachableError } from '../model/errors.ts';
import { fromJson } from '../model/json.ts';
import { hostOf } from '../model/session.ts';
import { request } from './http.ts';
import { attemptOfLaunch } from './launch.ts';
import type { MasterPage } from './master.ts';

const FILES = ['stdout', 'stderr'] as const;

/** Written by `writeWorkerState` and `writeExecutorRunner` in org.apache.spark.deploy.JsonProtocol. */
const executor = z.object({ id: z.coerce.string(), appid: z.string() });
const workerPage = z.object({
  executors: z.array(executor).default([]),
  finishedexecutors: z.array(executor).default([]),
});

/** Milliseconds. Logs of a slower worker are left out. */
const TIMEOUT = 5_000;

/** Bytes at the beginning of a driver's stderr that hold its launch command. */
const LAUNCH_BYTES = 64 * 1024;

/** A file on a worker, by the parameters of its log page. */
interface Place {
  name: string;
  worker: string;
  of: { driverId: string } | { appId: string; executorId: string };
  file: (typeof FILES)[number];
}

/**
 * The ends of the logs of a driver and its application's executors. Logs that a worker no longer has, or does not serve
 * now, are left out.
 *
 * @param driver - null if there was none
 * @param application - null if the driver did not register one
 * @param bytes - limit for each file
 */
export async function readLogs(
  page: MasterPage,
  driver: string | null,
  application: string | null,
  bytes: number,
): Promise<LogFile[]> {
  const places = [
    ...driverPlaces(page, driver),
    ...(application === null ? [] : await executorPlaces(page, application)),
  ];
  const texts = await Promise.all(
    places.map((place) => readPart(place, { byteLength: bytes }).catch(() => '')),
  );
  return places
    .map(({ name }, i) => ({ name, text: texts[i] ?? '' }))
    .filter(({ text }) => text !== '');
}

/**
 * The attempt of a driver, by the launch command in its stderr. Null if the driver runs another program, or its log is
 * gone.
 *
 * @throws UnreachableError if its worker does not answer
 */
export async function readLaunch(page: MasterPage, driver: string): Promise<string | null> {
  const place = driverPlaces(page, driver).find(({ file }) => file === 'stderr');
  if (!place) return null;
  try {
    return attemptOfLaunch(await readPart(place, { offset: 0, byteLength: LAUNCH_BYTES }));
  } catch (cause) {
    throw new UnreachableError(
      'a Spark worker',
      `the Spark worker at ${new URL(place.worker).host}, which has the log of ${driver}, does not answer`,
      { cause },
    );
  }
}

function driverPlaces(page: MasterPage, driver: string | null): Place[] {
  const host = hostOf(driver);
  const known = [...page.activedrivers, ...page.completeddrivers].find(
    ({ id }) => id === (host ?? driver),
  );
  const worker = page.workers.find(({ id }) => id === known?.worker)?.webuiaddress;
  if (driver === null || worker === undefined) return [];
  // A host has a folder for each of its attempts, in its own.
  const folder = host === null ? driver : `${host}/${driver}`;
  return FILES.map((file) => ({ name: `driver.${file}`, worker, of: { driverId: folder }, file }));
}

/** Asks every worker, because the master's page does not show where an application has executors. */
async function executorPlaces(page: MasterPage, appId: string): Promise<Place[]> {
  // The page has a restarted worker twice.
  const workers = [...new Set(page.workers.map(({ webuiaddress }) => webuiaddress))];
  const executors = await Promise.all(
    workers.map(async (worker) =>
      (await executorsOn(worker, appId).catch(() => [])).map((id) => ({ id, worker })),
    ),
  );
  return executors
    .flat()
    .sort((a, b) => Number(a.id) - Number(b.id))
    .flatMap(({ id, worker }) =>
      FILES.map((file) => ({
        name: `executor-${id}.${file}`,
        worker,
        of: { appId, executorId: id },
        file,
      })),
    );
}

async function executorsOn(worker: string, application: string): Promise<string[]> {
  const answer = await request({ method: 'GET', url: `${worker}/json/`, timeout: TIMEOUT });
  const { executors, finishedexecutors } = workerPage.parse(fromJson(answer.data));
  const own = [...executors, ...finishedexecutors].filter(({ appid }) => appid === application);
  return [...new Set(own.map(({ id }) => id))];
}

/** Part of a file; empty if the worker does not have the file. */
async function readPart(
  { worker, of, file }: Place,
  part: { offset?: number; byteLength: number },
): Promise<string> {
  const answer = await request({
    method: 'GET',
    url: `${worker}/log/`,
    params: { ...of, logType: file, ...part },
    timeout: TIMEOUT,
  });
  // The first line gives the range of bytes. A missing file has size 0, and an error in place of its text.
  const [head, size] = /^==== Bytes \d+-\d+ of (\d+) of .*====\n/.exec(answer.data) ?? [''];
  return answer.status !== 200 || size === undefined || size === '0'
    ? ''
    : answer.data.slice(head.length);
}
