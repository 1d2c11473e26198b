/** The master's own account of workers, drivers and applications: its page as JSON. */
import { z } from 'zod';
import type { ClusterState } from '../engine/ports.ts';
import { UnreachableError } from '../model/errors.ts';
import type { DriverSight } from '../model/outcome.ts';
import { json, MASTER, request, unreachable } from './http.ts';

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
  /** `None` until it has one. */
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
  /** MiB, as all memory here. */
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
 * Reads the page of the one master that is ALIVE. A master that is standing by, or still recovering, is not asked
 * what it knows: it would not know of drivers that run.
 *
 * @param urls - pages of the masters, `http://host:8080`
 * @throws UnreachableError when none is ALIVE
 */
export async function readMaster(urls: readonly string[]): Promise<MasterPage> {
  let last = new UnreachableError(MASTER, 'no Spark master is configured');
  for (const url of urls) {
    try {
      const answer = await request({ method: 'GET', url: `${url}/json/` });
      const page = masterPage.safeParse(json(answer.data));
      if (page.success && page.data.status === 'ALIVE') return page.data;
      const why = page.success
        ? `it is ${page.data.status}`
        : `its page is not what a master's page is (status ${answer.status})`;
      last = unreachable(url, why);
    } catch (error) {
      last = unreachable(url, error);
    }
  }
  throw last;
}

/** The page in the engine's words. */
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

/** Spark's own UNKNOWN means that the driver's worker is lost and the driver may still run: nothing to decide upon. */
function sight(state: z.infer<typeof driver>['state']): DriverSight {
  return state === 'UNKNOWN' ? 'unknown' : state;
}
