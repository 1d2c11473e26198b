/** Workers, drivers and applications, as the master's JSON page has them. */
import { z } from 'zod';
import type { ClusterState } from '../ports/ports.ts';
import { fromJson } from '../model/json.ts';
import type { DriverSight } from '../model/verdict.ts';
import { firstMaster, request, unreachable } from './http.ts';

const driver = z.object({
  id: z.string(),
  state: z.enum([
    'SUBMITTED',
    'RUNNING',
    'RELAUNCHING',
    'FINISHED',
    'FAILED',
    'KILLED',
    'ERROR',
    'UNKNOWN',
  ]),
  /** `None` until the driver has a worker. */
  worker: z.string().optional(),
  cores: z.number(),
  /** MiB. */
  memory: z.number(),
});

const application = z.object({ id: z.string(), name: z.string(), cores: z.number() });

const worker = z.object({
  id: z.string(),
  state: z.string(),
  webuiaddress: z.string(),
  cores: z.number(),
  coresfree: z.number(),
  /** MiB, like all memory here. */
  memory: z.number(),
  memoryfree: z.number(),
});

const masterPage = z.object({
  status: z.string(),
  workers: z.array(worker),
  activeapps: z.array(application),
  completedapps: z.array(application),
  activedrivers: z.array(driver),
  completeddrivers: z.array(driver),
});

export type MasterPage = z.infer<typeof masterPage>;

/**
 * Reads the page of the master that is ALIVE. The page of a master that stands by or recovers is ignored, because it
 * lacks running drivers.
 *
 * @param urls - pages of the masters, `http://host:8080`
 * @throws UnreachableError if none is ALIVE
 */
export function readMaster(urls: readonly string[]): Promise<MasterPage> {
  return firstMaster(urls, async (url) => {
    const answer = await request({ method: 'GET', url: `${url}/json/` });
    const page = masterPage.safeParse(fromJson(answer.data));
    if (page.success && page.data.status === 'ALIVE') return page.data;
    const why = page.success
      ? `it is ${page.data.status}`
      : `its page is not a master's page (status ${answer.status})`;
    throw unreachable(url, why);
  });
}

/** The page as the engine's own types. */
export function toState(page: MasterPage): ClusterState {
  return {
    workers: page.workers.map((w) => ({
      id: w.id,
      alive: w.state === 'ALIVE',
      cores: w.cores,
      coresFree: w.coresfree,
      memory: w.memory,
      memoryFree: w.memoryfree,
    })),
    drivers: new Map(
      [...page.activedrivers, ...page.completeddrivers].map((d) => [
        d.id,
        { ...d, state: sight(d.state), worker: d.worker === 'None' ? null : (d.worker ?? null) },
      ]),
    ),
    applications: new Map(page.activeapps.map((app) => [app.id, app])),
  };
}

/** Spark's UNKNOWN means that the driver's worker is lost. The driver may still run, so it decides nothing. */
function sight(state: z.infer<typeof driver>['state']): DriverSight {
  return state === 'UNKNOWN' ? 'unknown' : state;
}
