import { Database } from '../../orchestrator/store/connect.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { storeDatabase, type OwnDatabase } from '../support/database.ts';
import { memoryStore } from '../support/memory-store/memory-store.ts';
import { Tables } from '../support/memory-store/tables.ts';
import { describeFullRefresh } from './full-refresh.ts';

describe('a full refresh', function () {
  this.timeout(60_000);
  let postgres: OwnDatabase;
  let database: Database;

  before(async () => {
    postgres = await storeDatabase();
    const config = { connectionString: postgres.url() };
    database = new Database(config);
  });

  after(async () => {
    await database.close();
    await postgres.remove();
  });

  describeFullRefresh('on PostgreSQL', () => openStore(database));
  describeFullRefresh('in memory', () => memoryStore(new Tables(() => new Date()), () => null));
});
