/** Transactions that hold loads back, in the databases that stages load from. */
import type { Connection } from './files.ts';

export interface SourceHolders {
  /**
   * The oldest open write transaction; null if there is none.
   *
   * @throws UnreachableError if the database does not answer
   * @throws TerminalError if it refuses the user, or the secret is missing
   */
  holder(connection: Connection): Promise<Holder | null>;
}

/** A session or prepared transaction that keeps a transaction open. */
export interface Holder {
  /** The transaction. */
  xid: string;
  /** Process of its backend; null for a prepared transaction, which outlives its connection. */
  pid: number | null;
  /** Its application_name, or the name of the prepared transaction. */
  name: string;
  /** Seconds since the transaction began; null if the user may not see it. */
  age: number | null;
}
