/** The files of attempts on a simulated HDFS, and the bookmark. */
import type {
  AttemptFiles,
  AttemptSpec,
  Bookmarks,
  Claim,
} from '../../../orchestrator/ports/ports.ts';
import type { AttemptResult, Bookmark } from '../../../orchestrator/model/result.ts';
import type { Lake } from './lake.ts';
import type { Universe } from './universe.ts';

export class Files {
  readonly specs = new Map<string, AttemptSpec>();
  readonly claims = new Map<string, Claim>();
  readonly publishClaims = new Map<string, Claim>();
  readonly applications = new Map<string, string>();
  readonly results = new Map<string, AttemptResult>();
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
