import type { Context } from './context.ts';
import type { Rooms } from './rooms.ts';

/** Says so where no orchestrator leads: what was asked for is then done by the next one. */
export async function noteNoLeader(context: Context, rooms: Rooms): Promise<void> {
  if ((await rooms.leadsUntil()) !== null) return;
  context.note('sparkwright: no orchestrator leads now. Start one with: sparkwright orchestrate');
}
