/** A throwaway PostgreSQL for tests in another language: prints where it is, and ends with its standard input. */
import { throwawayPostgres } from '../integration/throwaway-postgres.ts';

const server = await throwawayPostgres();
console.log(JSON.stringify({ port: server.port, password: new URL(server.url()).password }));
process.stdin.resume();
process.stdin.once('end', () => {
  void server.remove().then(() => process.exit(0));
});
