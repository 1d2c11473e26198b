/** The run store on PostgreSQL. */
import type { Store } from '../ports/ports.ts';
import { attempts } from './attempts.ts';
import { bookmarkMoves } from './bookmark-moves.ts';
import { bookmarkRequests } from './bookmark-requests.ts';
import type { Database } from './connect.ts';
import { history } from './history.ts';
import { pipelines } from './pipelines.ts';
import { retention } from './retention.ts';
import { runs } from './runs.ts';
import { seenFiles } from './seen-files.ts';
import { sessions } from './sessions.ts';
import { stages } from './stages.ts';

export function openStore(db: Database): Store {
  return {
    pipelines: pipelines(db),
    runs: runs(db),
    stages: stages(db),
    attempts: attempts(db),
    history: history(db),
    bookmarkMoves: bookmarkMoves(db),
    bookmarkRequests: bookmarkRequests(db),
    retention: retention(db),
    seenFiles: seenFiles(db),
    sessions: sessions(db),
    assertLead: () => db.assertFence(),
  };
}
