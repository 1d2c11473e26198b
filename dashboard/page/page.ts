/** The page: asks for the gold data every few seconds, and draws it anew when it has changed. */
import type { Gold } from '../summary.ts';
import { ago, element, say } from './dom.ts';
import { drawDays } from './days.ts';
import { drawTable } from './table.ts';
import { drawTiles } from './tiles.ts';

const EVERY_MS = 5_000;

let shown: Gold | undefined;
let etag = '';
let made: string | undefined;

async function refresh(): Promise<void> {
  try {
    const answer = await fetch('/api/gold', { headers: etag ? { 'if-none-match': etag } : {} });
    if (answer.status === 200) {
      etag = answer.headers.get('etag') ?? '';
      show((await answer.json()) as Gold);
    } else if (answer.status !== 304) throw new Error(`it answers ${answer.status}`);
    else if (shown?.state === 'ready') problem('');
  } catch (error) {
    etag = '';
    problem(
      `The dashboard's server is away: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (made !== undefined) sayMade(made);
}

function show(gold: Gold): void {
  if (gold.state === 'unreachable') {
    problem(`HDFS is away, so this may be out of date: ${gold.reason}`);
    return;
  }
  problem('');
  shown = gold;
  element('empty').hidden = gold.state !== 'empty';
  element('data').hidden = gold.state !== 'ready';
  if (gold.state !== 'ready') {
    say('made', 'Waiting for the first run.');
    return;
  }
  made = gold.made;
  drawTiles(gold.branches);
  drawDays(gold.days);
  drawTable(gold.branches);
}

function sayMade(time: string): void {
  const date = new Date(time);
  say('made', `Data of ${date.toLocaleString()}, ${ago(date)}`);
}

function problem(text: string): void {
  say('problem', text);
  element('problem').hidden = text === '';
}

await refresh();
setInterval(() => void refresh(), EVERY_MS);
