import { Database } from '../../orchestrator/store/connect.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { storeDatabase, type OwnDatabase } from '../support/database.ts';
import { memoryStore } from '../support/memory-store/memory-store.ts';
import { Tables } from '../support/memory-store/tables.ts';
import { describeBookmarkRequests } from './bookmark-requests.ts';

describe('bookmark requests', function () {
  this.timeout(60_000);
  let postgres: OwnDatabase;
  const databases: Database[] = [];

  before(async () => {
    postgres = await storeDatabase();
    const config = { connectionString: postgres.url() };
    // No lease has this number.
    databases.push(new Database(config), new Database(config, () => '99'));
  });

  after(async () => {
    for (const database of databases) await database.close();
    await postgres.remove();
  });

  describeBookmarkRequests('on PostgreSQL', () => {
    const [own, other] = databases;
    if (!own || !other) throw new Error('there is no database');
    return { store: openStore(own), outsider: openStore(other) };
  });

  let now = Date.now();
  const tables = new Tables(() => new Date(now++));
  describeBookmarkRequests('in memory', () => ({
    store: memoryStore(tables, () => null),
    outsider: memoryStore(tables, () => 99),
  }));
});
