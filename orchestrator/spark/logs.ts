/**
 * What drivers and executors print, from the pages of the workers that they run on, which serve their files for as
 * long as they keep them: https://spark.apache.org/docs/4.1.0/spark-standalone.html
 */
import { z } from 'zod';
import type { LogFile } from '../engine/ports.ts';
import { UnreachableError } from '../model/errors.ts';
import { json, request } from './http.ts';
import { attemptOfLaunch } from './launch.ts';
import type { MasterPage } from './master.ts';

const FILES = ['stdout', 'stderr'] as const;

/** Of `writeWorkerState` and `writeExecutorRunner` in org.apache.spark.deploy.JsonProtocol. */
const executor = z.object({ id: z.coerce.string(), appid: z.string() });
const workerPage = z.object({
  executors: z.array(executor).default([]),
  finishedexecutors: z.array(executor).default([]),
});

/** Milliseconds: a worker that takes longer leaves a gap. */
const TIMEOUT = 5_000;

/** Bytes in which a launch command ends: a driver's stderr begins with it. */
const LAUNCH_BYTES = 64 * 1024;

/** A file on a worker, by the parameters of its log page. */
interface Place {
  name: string;
  worker: string;
  of: { driverId: string } | { appId: string; executorId: string };
  file: (typeof FILES)[number];
}

/**
 * The ends of what a driver and the executors of its application printed. What a worker no longer has, or does not
 * answer for, is left out.
 *
 * @param driver - null where there never was one
 * @param application - null where the driver never got that far
 * @param bytes - the most of each file
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
 * The attempt that a driver was started for, told by the command at the beginning of its stderr; null where it was
 * started for something else, or its log is gone.
 *
 * @throws UnreachableError when its worker does not answer
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
  const known = [...page.activedrivers, ...page.completeddrivers].find(({ id }) => id === driver);
  const worker = page.workers.find(({ id }) => id === known?.worker)?.webuiaddress;
  if (driver === null || worker === undefined) return [];
  return FILES.map((file) => ({ name: `driver.${file}`, worker, of: { driverId: driver }, file }));
}

/** The master's page does not say which workers have executors of an application: each is asked. */
async function executorPlaces(page: MasterPage, appId: string): Promise<Place[]> {
  // A worker that was restarted stands in the page twice.
  const workers = [...new Set(page.workers.map(({ webuiaddress }) => webuiaddress))];
  const found = await Promise.all(
    workers.map(async (worker) =>
      (await executorsOn(worker, appId).catch(() => [])).map((id) => ({ id, worker })),
    ),
  );
  return found
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
  const { executors, finishedexecutors } = workerPage.parse(json(answer.data));
  const own = [...executors, ...finishedexecutors].filter(({ appid }) => appid === application);
  return [...new Set(own.map(({ id }) => id))];
}

/** Part of a file; empty where the worker has no such file. */
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
  // The first line says which bytes these are. A missing file is one of no bytes, with an error where its text would be.
  const [head, size] = /^==== Bytes \d+-\d+ of (\d+) of .*====\n/.exec(answer.data) ?? [''];
  return answer.status !== 200 || size === undefined || size === '0'
    ? ''
    : answer.data.slice(head.length);
}
