/** The pages of a fake worker: logs, and its state as JSON. */
import { htmlPage, type Reply, type Request } from '../http/reply.ts';
import type { ExecutorRecord, FakeWorker } from './worker.ts';

/** The number of bytes of a log that Spark returns by default. */
const DEFAULT_BYTES = 100 * 1024;

/** Answers the requests to one worker. */
export function workerPageHandler(worker: FakeWorker) {
  return ({ path, query }: Request): Reply => {
    if (path === '/log/') return log(worker, query);
    if (path === '/json/') return json(worker);
    if (path === '/log' || path === '/json')
      return { status: 302, location: `${path}/?${query.toString()}`, body: '' };
    return htmlPage(404);
  };
}

function log(worker: FakeWorker, query: URLSearchParams): Reply {
  const [driver, application] = [query.get('driverId'), query.get('appId')];
  if (driver === null && application === null) return htmlPage(500);
  const who = driver ?? `${application ?? ''}/${query.get('executorId') ?? ''}`;
  const file = query.get('logType') ?? '';
  const place = `/work/${who}/${file}`;
  if (file !== 'stdout' && file !== 'stderr')
    return text(0, 0, 0, place, 'Error: Log type must be one of stderr, stdout, out');
  const content = worker.log(who, file);
  if (content === undefined)
    return text(0, 0, 0, place, `Error: invalid log directory /work/${who}/`);
  const bytes = Buffer.from(content);
  const length = Number(query.get('byteLength') ?? DEFAULT_BYTES);
  const wanted = Number(query.get('offset') ?? bytes.length - length);
  const from = Math.min(Math.max(wanted, 0), bytes.length);
  const to = Math.min(from + length, bytes.length);
  return text(from, to, bytes.length, place, bytes.subarray(from, to).toString());
}

function text(from: number, to: number, all: number, place: string, content: string): Reply {
  return {
    status: 200,
    type: 'text/plain;charset=utf-8',
    body: `==== Bytes ${from}-${to} of ${all} of ${place} ====\n${content}`,
  };
}

function json({ id, size, taken, executors, finishedExecutors }: FakeWorker): Reply {
  const value = {
    id,
    masterurl: 'spark://127.0.0.1:7077',
    masterwebuiurl: 'http://127.0.0.1:8080',
    cores: size.cores,
    coresused: taken.cores,
    memory: size.memory,
    memoryused: taken.memory,
    resources: {},
    resourcesused: {},
    executors: [...executors].map(executorOf),
    finishedexecutors: finishedExecutors.map(executorOf),
  };
  return { status: 200, type: 'text/json;charset=utf-8', body: JSON.stringify(value) };
}

function executorOf({ id, application, name, cores, memory }: ExecutorRecord): object {
  return {
    id,
    memory,
    resources: {},
    appid: application,
    appdesc: { name, cores, memoryperexecutor: memory, user: 'spark' },
  };
}
