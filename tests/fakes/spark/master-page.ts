/** The pages of a fake master: its state as JSON, and the button that kills an application. */
import { servletError, type Reply, type Request } from '../http/reply.ts';
import { coresOf } from './applications.ts';
import type { FakeMaster } from './master.ts';
import type { ApplicationRecord, DriverRecord } from './records.ts';
import type { FakeWorker } from './worker.ts';

/** @param killEnabled - `spark.ui.killEnabled` */
export function masterPageHandler(master: FakeMaster, killEnabled: boolean) {
  const state = pageWriter(master);
  return (request: Request): Reply => {
    const { method, path, query, body } = request;
    if (method === 'POST' && path === '/app/kill/' && killEnabled) {
      const form = new URLSearchParams(body.toString());
      const field = (name: string) => form.get(name) ?? query.get(name);
      if (field('terminate') === 'true') master.applications.kill(field('id') ?? '');
      return { status: 302, location: '/', body: '' };
    }
    if (method !== 'GET')
      return servletError(request, 405, `HTTP method ${method} is not supported by this URL`);
    if (path === '/json') return { status: 302, location: '/json/', body: '' };
    if (path === '/json/') return json(state());
    const [, , part = ''] = path.split('/');
    if (!path.startsWith('/json/')) return servletError(request, 404, 'Not Found');
    const page = JSON.parse(state()) as Record<string, unknown>;
    return json(JSON.stringify({ [part]: page[part] ?? '' }));
  };
}

/** Renders the state only after a change, and each ended record once: the page is read more often than it changes. */
function pageWriter(master: FakeMaster): () => string {
  const ended = new WeakMap<object, string>();
  const once = <T extends object>(record: T, write: (record: T) => object): string => {
    let text = ended.get(record);
    if (text === undefined) ended.set(record, (text = JSON.stringify(write(record))));
    return text;
  };
  let version = -1;
  let text = '';
  return () => {
    if (version === master.version) return text;
    version = master.version;
    const { applications } = master;
    const known = master.status === 'STANDBY' ? () => [] : <T>(list: Iterable<T>) => [...list];
    const lists = {
      completedapps: known(applications.completed).map((app) => once(app, applicationOf)),
      completeddrivers: known(master.completed).map((driver) => once(driver, driverOf)),
    };
    const head = JSON.stringify({
      ...totals(master),
      activeapps: known(applications.active).map(applicationOf),
      activedrivers: known(master.active).map(driverOf),
      status: master.status,
    });
    const tail = Object.entries(lists).map(([name, list]) => `"${name}":[${list.join(',')}]`);
    return (text = `${head.slice(0, -1)},${tail.join(',')}}`);
  };
}

function totals(master: FakeMaster): object {
  const workers = master.status === 'STANDBY' ? [] : master.workers;
  const alive = workers.filter(({ state }) => state === 'ALIVE');
  const sum = (of: (worker: FakeWorker) => number) =>
    alive.reduce((all, each) => all + of(each), 0);
  return {
    url: 'spark://127.0.0.1:7077',
    workers: workers.map(workerOf),
    aliveworkers: alive.length,
    cores: sum(({ size }) => size.cores),
    coresused: sum(({ taken }) => taken.cores),
    memory: sum(({ size }) => size.memory),
    memoryused: sum(({ taken }) => taken.memory),
    resources: alive.map(() => ({})),
    resourcesused: alive.map(() => ({})),
  };
}

function workerOf({ id, port, page, size, taken, state }: FakeWorker): object {
  return {
    id,
    host: '127.0.0.1',
    port,
    webuiaddress: page,
    cores: size.cores,
    coresused: taken.cores,
    coresfree: size.cores - taken.cores,
    memory: size.memory,
    memoryused: taken.memory,
    memoryfree: size.memory - taken.memory,
    resources: {},
    resourcesused: {},
    resourcesfree: {},
    state,
    lastheartbeat: Date.now(),
  };
}

function driverOf({ id, state, cores, memory, submitted, worker, request }: DriverRecord): object {
  return {
    id,
    starttime: String(submitted.getTime()),
    state,
    cores,
    memory,
    resources: {},
    submitdate: submitted.toUTCString(),
    worker: worker?.id ?? 'None',
    mainclass: request.mainClass,
  };
}

function applicationOf(application: ApplicationRecord): object {
  const { id, request, state, started, ended } = application;
  return {
    id,
    starttime: started.getTime(),
    name: request.name,
    cores: coresOf(application),
    user: 'spark',
    memoryperexecutor: request.memory,
    memoryperslave: request.memory,
    resourcesperexecutor: [],
    resourcesperslave: [],
    submitdate: started.toUTCString(),
    state,
    duration: (ended ?? new Date()).getTime() - started.getTime(),
  };
}

function json(body: string): Reply {
  return { status: 200, type: 'text/json;charset=utf-8', body };
}
