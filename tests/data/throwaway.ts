/** A throwaway PostgreSQL for Python tests: prints its port and password, and stops at the end of its standard input. */
import { throwawayPostgres } from '../support/postgres.ts';

const server = await throwawayPostgres();
console.log(JSON.stringify({ port: server.port, password: new URL(server.url()).password }));
process.stdin.resume();
process.stdin.once('end', () => {
  void server.remove().then(() => process.exit(0));
});
