/** completion: the script by which a shell completes the command, made from the tree of commands. */
import type { Command } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { spotsOf, type Spot } from '../completion/tree.ts';
import { zshScript } from '../completion/zsh.ts';
import type { Context } from '../context.ts';

const SCRIPTS: Record<string, (spots: readonly Spot[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export function completion(command: Command, context: Context): void {
  command.registeredArguments[0]?.choices(Object.keys(SCRIPTS));
  command
    .addHelpText(
      'after',
      `
bash: eval "$(sparkwright completion bash)" in ~/.bashrc
zsh:  eval "$(sparkwright completion zsh)" in ~/.zshrc, after compinit
fish: sparkwright completion fish > ~/.config/fish/completions/sparkwright.fish`,
    )
    .action(async (shell: string) => {
      const script = SCRIPTS[shell]?.(spotsOf(await context.wholeProgram())) ?? '';
      context.print({ shell, script }, () => script);
    });
}
