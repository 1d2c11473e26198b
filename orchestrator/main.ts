/** The `sparkwright` command. What a verb needs is loaded when it is needed: --help answers at once. */
import { sparkwright } from './cli/program.ts';

process.exitCode = await sparkwright(process.argv.slice(2), {
  openRooms: async (settings, opening) =>
    (await import('./compose.ts')).openRooms(settings, opening),
  readSettings: async (file) => (await import('./config.ts')).readSettings(process.env, file),
});
