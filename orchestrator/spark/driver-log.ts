import { request } from './http.ts';
import type { MasterPage } from './master.ts';

/** Bytes read from the end of each file: enough for a traceback, little enough to keep with the attempt. */
const TAIL_BYTES = 64 * 1024;

/** The end of what a driver printed, from its worker's page: stdout, where Python's traceback is, after stderr. */
export async function readDriverLog(
  page: MasterPage,
  driver: string,
  lines: number,
): Promise<string> {
  const { worker } =
    page.completeddrivers.concat(page.activedrivers).find(({ id }) => id === driver) ?? {};
  const address = page.workers.find(({ id }) => id === worker)?.webuiaddress;
  if (address === undefined) return '';
  const parts = await Promise.all(
    ['stderr', 'stdout'].map((file) => readTail(address, driver, file)),
  );
  return parts
    .flatMap((text) =>
      text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-lines),
    )
    .join('\n');
}

async function readTail(worker: string, driver: string, file: string): Promise<string> {
  const answer = await request({
    method: 'GET',
    url: `${worker}/log/`,
    params: { driverId: driver, logType: file, byteLength: TAIL_BYTES },
  });
  if (answer.status !== 200) return '';
  // The first line says which bytes these are.
  return answer.data.replace(/^==== Bytes .*====\n/, '');
}
