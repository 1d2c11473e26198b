/** The `sparkwright` command. Modules are loaded when a verb needs them, so that --help answers at once. */
import { sparkwright } from './cli/program.ts';

process.exitCode = await sparkwright(process.argv.slice(2), {
  openServices: async (settings, opening) =>
    (await import('./wire.ts')).openServices(settings, opening),
  readSettings: async (file) => (await import('./config.ts')).readSettings(process.env, file),
});
