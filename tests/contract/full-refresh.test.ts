import { Database } from '../../orchestrator/store/connect.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../integration/throwaway-postgres.ts';
import { memoryStore } from '../simulation/world/memory-store.ts';
import { Tables } from '../simulation/world/tables.ts';
import { describeFullRefresh } from './full-refresh.ts';

describe('a full refresh', function () {
  this.timeout(60_000);
  let postgres: ThrowawayPostgres;
  let database: Database;

  before(async () => {
    postgres = await throwawayPostgres();
    const config = { connectionString: postgres.url() };
    await migrate(config);
    database = new Database(config);
  });

  after(async () => {
    await database.close();
    await postgres.remove();
  });

  describeFullRefresh('on PostgreSQL', () => openStore(database));
  describeFullRefresh('in memory', () => memoryStore(new Tables(() => new Date()), () => null));
});
