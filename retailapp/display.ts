import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import colors from 'picocolors';
import type { Outages } from './database.ts';
import { whatHappened } from './database.ts';
import type { Transaction } from './live.ts';
import { counted, transactionLine } from './wording.ts';

// People can't read more lines in a second.
const linesPerSecond = 15;

/** Prints transactions as they come, and their rates from time to time. */
export interface Display extends Required<Outages> {
  readonly onStart: (carriedOn: number) => void;
  readonly onTransaction: (transaction: Transaction) => void;
  /** Stops, and leaves the cursor on a line of its own. */
  close(): void;
}

/**
 * On a terminal, the last line has the rates. On any other stream the rates are a line every 5 seconds.
 * @param databaseName its name in messages.
 */
export function display(out: WriteStream, databaseName: string): Display {
  const live = out.isTTY;
  const period = live ? 1 : 5;
  const tally = { orders: 0, transitions: 0, open: 0 };
  let lines = 0;
  let unseen = 0;
  let last = performance.now();
  let status = '';
  let awaySince: number | undefined;

  const print = (line: string): void => {
    if (live) {
      cursorTo(out, 0);
      clearLine(out, 0);
    }
    out.write(`${line}\n`);
    if (live) out.write(status);
  };
  const second = setInterval(() => {
    lines = 0;
    if (unseen > 0) print(colors.dim(`… and ${counted(unseen)} more`));
    unseen = 0;
  }, 1000);
  const rates = setInterval(() => {
    const seconds = (performance.now() - last) / 1000;
    last = performance.now();
    const away =
      awaySince === undefined ? '' : `, database away for ${elapsed(awaySince).toFixed(0)} s`;
    const line =
      `${(tally.orders / seconds).toFixed(1)} orders/s, ${(tally.transitions / seconds).toFixed(1)} transitions/s, ` +
      `${counted(tally.open)} on their way${away}`;
    tally.orders = 0;
    tally.transitions = 0;
    status = live ? colors.bold(line.slice(0, out.columns - 1)) : '';
    if (!live) print(line);
    else {
      cursorTo(out, 0);
      clearLine(out, 0);
      out.write(status);
    }
  }, period * 1000);

  return {
    onStart: (carriedOn) => {
      tally.open = carriedOn;
      if (carriedOn > 0)
        print(`${counted(carriedOn)} orders are on their way from before, and are carried on`);
    },
    onTransaction: (transaction) => {
      tally[transaction.order ? 'orders' : 'transitions'] += 1;
      if (transaction.order) tally.open += 1;
      if (transaction.change.status === 'DELIVERED') tally.open -= 1;
      if (lines < linesPerSecond) print(transactionLine(transaction));
      else unseen += 1;
      lines += 1;
    },
    onAway: (error) => {
      awaySince = performance.now();
      print(
        colors.red(
          `database ${databaseName} is away (${whatHappened(error)}): waiting; \`npm run up\` starts it`,
        ),
      );
    },
    onBack: (seconds) => {
      awaySince = undefined;
      print(colors.green(`database ${databaseName} is back after ${seconds.toFixed(1)} s`));
    },
    close: () => {
      clearInterval(second);
      clearInterval(rates);
      status = '';
      if (live) print('');
    },
  };
}

function elapsed(since: number): number {
  return (performance.now() - since) / 1000;
}
