import { Database } from '../../orchestrator/store/connect.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../integration/throwaway-postgres.ts';
import { memoryStore } from '../simulation/world/memory-store.ts';
import { Tables } from '../simulation/world/tables.ts';
import { describeBookmarkRequests } from './bookmark-requests.ts';

describe('what is asked of the bookmark', function () {
  this.timeout(60_000);
  let postgres: ThrowawayPostgres;
  const databases: Database[] = [];

  before(async () => {
    postgres = await throwawayPostgres();
    const config = { connectionString: postgres.url() };
    await migrate(config);
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
