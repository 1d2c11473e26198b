import type { Context } from './context.ts';
import type { Services } from '../services.ts';

/** Notes if no orchestrator leads: the next one then carries the request out. */
export async function noteNoLeader(context: Context, services: Services): Promise<void> {
  if ((await services.leadsUntil()) !== null) return;
  context.note('sparkwright: no orchestrator leads now. Start one with: sparkwright orchestrate');
}
