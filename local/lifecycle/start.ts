import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { refuseBusyPorts } from '../process/busy-port.ts';
import { startDaemon, type Started } from '../process/daemon.ts';
import { end } from '../process/family.ts';
import { tail } from '../process/log.ts';
import { recorded } from '../process/record.ts';
import type { Service } from '../services/service.ts';
import type { Report } from '../setup/version.ts';
import type { Tools } from '../setup/tools.ts';
import { NotWell, untilWell } from './wait.ts';

const START_LIMIT_MS = 90_000;
/** How long a running daemon may take to answer before it is restarted. */
const PATIENCE_MS = 30_000;
const LOG_LINES = 15;

/** State that a start of several services shares. */
export interface Start {
  config: ClusterConfig;
  tools: Tools;
  report: Report;
  signal?: AbortSignal | undefined;
  /** Services that this start has brought up, in order. They are stopped again if it fails. */
  brought: Service[];
}

/** Checks that the ports of services to start are free. @throws Error with the busy port */
export async function refuseTakenPorts(config: ClusterConfig, services: readonly Service[]) {
  const absent = services.filter(({ name }) => !recorded(folders(config).run, name));
  await refuseBusyPorts(
    config,
    absent.flatMap(({ ports }) => ports),
  );
}

/**
 * Brings one service up, unless it runs well; restarts one that hangs.
 * @throws Error with the last lines of its log
 */
export async function startOne(start: Start, service: Service): Promise<void> {
  const { config, tools, report, signal } = start;
  if (await runsWell(start, service)) {
    await service.furnish(config, report);
    return;
  }
  signal?.throwIfAborted();
  const began = Date.now();
  await service.prepare(config, tools);
  const launch = await service.launch(config, tools);
  signal?.throwIfAborted();
  start.brought.push(service);
  const started = await startDaemon(config, service.name, launch);
  try {
    await untilWell(config, service, started.identity, START_LIMIT_MS, signal);
    await service.furnish(config, report);
  } catch (error) {
    throw error instanceof NotWell ? explained(error, started) : error;
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  report(`${service.name} is up after ${seconds} s: ${service.address(config)}`);
}

async function runsWell(start: Start, service: Service): Promise<boolean> {
  const running = recorded(folders(start.config).run, service.name);
  if (running === undefined) return false;
  try {
    await untilWell(start.config, service, running, PATIENCE_MS, start.signal);
    return true;
  } catch (error) {
    if (!(error instanceof NotWell)) throw error;
    start.report(`${error.message}; restarting it`);
    await end([running], service.grace);
    return false;
  }
}

function explained(error: NotWell, { log, logFrom }: Started): Error {
  const lines = tail(log, LOG_LINES, logFrom);
  return new Error(
    `${error.message}; the end of ${log}:\n${lines === '' ? '(it is empty)' : lines}`,
    { cause: error },
  );
}
