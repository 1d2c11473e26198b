/** The files of attempts on a simulated HDFS, and the bookmark. */
import type {
  AttemptFiles,
  AttemptSpec,
  Bookmarks,
  Claim,
} from '../../../orchestrator/ports/ports.ts';
import type { ProcessEnd, SessionFiles } from '../../../orchestrator/ports/sessions.ts';
import type { AttemptResult, Bookmark } from '../../../orchestrator/model/result.ts';
import type { Lake } from './lake.ts';
import type { Universe } from './universe.ts';

/** The folder of a session. */
export interface SessionFolder {
  assigned: Set<string>;
  killed: Set<string>;
  application: string | null;
  /** Whether the orchestrator asks the host to end. */
  close: boolean;
  /** Whether the host takes no more attempts. */
  closed: boolean;
}

export class Files {
  readonly specs = new Map<string, AttemptSpec>();
  readonly claims = new Map<string, Claim>();
  readonly publishClaims = new Map<string, Claim>();
  readonly applications = new Map<string, string>();
  readonly results = new Map<string, AttemptResult>();
  readonly sessions = new Map<string, SessionFolder>();
  /** How the processes of attempts in sessions ended. */
  readonly ends = new Map<string, ProcessEnd>();
  bookmark: Bookmark | null = null;
  readonly #universe: Universe;
  readonly #lake: Lake;

  constructor(universe: Universe, lake: Lake) {
    this.#universe = universe;
    this.#lake = lake;
  }

  /** Creates a claim if there is none, and returns the one that exists then. */
  take(claims: Map<string, Claim>, attempt: string, claim: Claim): Claim {
    const held = claims.get(attempt) ?? claim;
    claims.set(attempt, held);
    return held;
  }

  session(id: string): SessionFolder {
    const folder = this.sessions.get(id) ?? {
      assigned: new Set<string>(),
      killed: new Set<string>(),
      application: null,
      close: false,
      closed: false,
    };
    this.sessions.set(id, folder);
    return folder;
  }

  sessionPort(): SessionFiles {
    const tombstone: Claim = { by: 'tombstone', driver: null };
    const now = <T>(value: T) => Promise.resolve(value);
    return {
      writeSpec: ({ session }) => {
        this.session(session);
        return now(session);
      },
      assign: (session, { attempt }) => {
        const folder = this.session(session);
        if (!folder.closed) folder.assigned.add(attempt);
        return now(!folder.closed);
      },
      assigned: (session) => now(new Set(this.session(session).assigned)),
      requestKill: (session, attempt) => now(void this.session(session).killed.add(attempt)),
      requestClose: (session) => now(void (this.session(session).close = true)),
      ended: (attempt) => now(this.ends.get(attempt) ?? null),
      readApplication: (session) => now(this.session(session).application),
      takeClaim: (session) => now(this.take(this.claims, session, tombstone)),
    };
  }

  port(): AttemptFiles & Bookmarks {
    const tombstone: Claim = { by: 'tombstone', driver: null };
    const now = <T>(value: T) => Promise.resolve(value);
    return {
      writeSpec: (spec) => {
        this.specs.set(spec.attempt, spec);
        return now(spec.attempt);
      },
      readClaim: (attempt) => now(this.claims.get(attempt) ?? null),
      takeClaim: (attempt) => now(this.take(this.claims, attempt, tombstone)),
      takePublish: (attempt) => now(this.take(this.publishClaims, attempt, tombstone)),
      readApplication: (attempt) => now(this.applications.get(attempt) ?? null),
      readResult: (attempt) => now(this.results.get(attempt) ?? null),
      archive: () => now(undefined),
      read: () => now(this.bookmark),
      write: (bookmark) => {
        for (const [source, { tables }] of Object.entries(bookmark.sources)) {
          const committed = this.#lake.bound(source);
          const bound = Number(tables.rows ?? 0);
          if (bound > committed)
            this.#universe.violate(
              `the bookmark of ${source} is ${bound}, but its table has ${committed}`,
            );
        }
        this.bookmark = bookmark;
        return now(undefined);
      },
    };
  }
}
