import { z } from 'zod';
import type { ClusterConfig } from '../config.ts';
import { ask } from './ask.ts';

const Answer = z.object({ beans: z.array(z.record(z.string(), z.unknown())) });

/** Beans of the NameNode's `/jmx` with this name. */
export async function beans(
  config: ClusterConfig,
  name: string,
): Promise<Record<string, unknown>[]> {
  const response = await ask(`http://127.0.0.1:${config.ports.namenodeHttp}/jmx?qry=${name}`);
  return Answer.parse(await response.json()).beans;
}
