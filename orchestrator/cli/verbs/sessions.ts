/** sessions: lists the Spark applications that attempts share. */
import type { Command } from 'commander';
import { attemptsByHost } from '../../model/session-places.ts';
import type { Session } from '../../model/session.ts';
import { table } from '../../terminal/table.ts';
import { tookWord } from '../../terminal/words.ts';
import type { Context } from '../context.ts';

export function sessions(command: Command, context: Context): void {
  command
    .addHelpText(
      'after',
      '\nA stage shares an application if its pipeline says `session: run` or `session: warm`.\nThe limits are sessions.max, .idle, .runs and .age of the configuration.',
    )
    .action(async () => {
      const { store } = await context.open();
      const [open, attempts] = await Promise.all([store.sessions.open(), store.attempts.open()]);
      const byHost = attemptsByHost(attempts);
      const listed = open.map((session) => ({
        ...session,
        attempts: byHost.get(session.driver ?? '') ?? [],
      }));
      const now = new Date();
      const numbers = ['running', 'taken', 'age'].map((right) => ({ right }));
      context.print({ sessions: listed }, () =>
        table(
          ['session', 'mode', 'state', ...numbers, 'driver', 'application'],
          listed.map((session) => row(session, now)),
          'No session is open.',
        ),
      );
    });
}

function row(session: Session & { attempts: readonly string[] }, now: Date): string[] {
  const { id, run, state, attempts, places, taken, created, driver, application } = session;
  return [
    id,
    run === null ? 'warm' : 'run',
    state,
    `${attempts.length} of ${places}`,
    String(taken),
    tookWord(created, null, now),
    driver ?? '-',
    application ?? '-',
  ];
}
