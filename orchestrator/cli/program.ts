/** The `sparkwright` command: its verbs, loaded when they are needed, and its exit codes. */
import { Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { Context, type Root } from './context.ts';
import { EXIT, EXIT_CODES } from '../terminal/exit-code.ts';
import { exitCodeOf, report } from './report.ts';
import { VERBS, type Verb } from './commands.ts';

const EXIT_CODES_HELP = [
  '\nExit codes:',
  ...EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`),
].join('\n');

/**
 * Runs the command to its end.
 *
 * @param args - without node's own
 * @returns the exit code
 */
export async function sparkwright(args: string[], root: Root): Promise<number> {
  const context = new Context(root);
  process.exitCode = EXIT.done;
  try {
    await program(context).parseAsync(args, { from: 'user' });
    return process.exitCode;
  } catch (error) {
    // commander has printed its own errors, and help, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.broken;
    process.stderr.write(`${report(error)}\n`);
    return exitCodeOf(error);
  } finally {
    await context.close();
  }
}

/** Builds the tree of commands; a verb has its options once it is loaded. */
function program(context: Context): Command {
  const command = new Command('sparkwright')
    .description('Orchestrates pipelines of PySpark jobs on a Spark standalone cluster')
    .version(about.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--json', 'print JSON')
    .option('--config <file>', 'use this configuration file')
    .addHelpText('after', EXIT_CODES_HELP)
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: (.)/, (_, first: string) => `sparkwright: ${first}`));
      },
    })
    .showSuggestionAfterError()
    .helpCommand(false)
    .exitOverride();
  const loaders = new Map<Command, () => Promise<Verb>>();
  for (const [group, lines] of Object.entries(VERBS)) {
    command.commandsGroup(group);
    for (const { usage, summary, load } of lines) {
      const verb = command.command(usage).description(summary);
      loaders.set(verb, load);
    }
  }
  command.hook('preSubcommand', async (_, verb) => {
    await loaded(verb);
  });
  command.hook('preAction', () => {
    const { json, config } = command.opts<{ json?: boolean; config?: string }>();
    context.json = json ?? false;
    context.file = config;
  });
  context.wholeProgram = async () => {
    for (const verb of command.commands) await loaded(verb);
    return command;
  };
  return command;

  async function loaded(verb: Command): Promise<void> {
    const load = loaders.get(verb);
    if (!load) return;
    loaders.delete(verb);
    (await load())(verb, context);
  }
}
