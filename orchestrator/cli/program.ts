/** The `sparkwright` command: its verbs, read lazily, and what its ends mean. */
import { Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { Context, type Root } from './context.ts';
import { EXIT } from './exit-code.ts';
import { exitCodeOf, report } from './report.ts';
import { VERBS, type Verb } from './verbs.ts';

const EXIT_CODES = `
Exit codes:
  0  done
  1  what was asked about failed: a run, a check
  2  the command could not do its work: usage, configuration, a part that is unreachable
  3  there is no such run, pipeline, stage or attempt
  130  interrupted`;

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
    // commander has told its own errors, and help, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.broken;
    process.stderr.write(`${report(error)}\n`);
    return exitCodeOf(error);
  } finally {
    await context.close();
  }
}

/** The tree of commands; a verb's options are there once it has been loaded. */
export function program(context: Context): Command {
  const command = new Command('sparkwright')
    .description('Orchestrates pipelines of PySpark jobs on a Spark standalone cluster')
    .version(about.version, '-V, --version')
    .option('--json', 'print JSON, for scripts')
    .option('--config <file>', 'read this sparkwright.yaml')
    .addHelpText('after', EXIT_CODES)
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
    for (const { usage, says, load } of lines) {
      const verb = command.command(usage).description(says);
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
