/** The page: fetches the gold data every few seconds, and draws it again when it has changed. */
import type { Gold } from '../summary.ts';
import { drawDays } from './days.ts';
import { element, setText } from './dom.ts';
import { agoText } from './format.ts';
import { drawTable } from './table.ts';
import { drawTiles } from './tiles.ts';

const EVERY_MS = 5_000;

let current: Gold | undefined;
let etag = '';
let made: string | undefined;

async function refresh(): Promise<void> {
  try {
    const answer = await fetch('/api/gold', { headers: etag ? { 'if-none-match': etag } : {} });
    if (answer.status === 200) {
      etag = answer.headers.get('etag') ?? '';
      show((await answer.json()) as Gold);
    } else if (answer.status !== 304) throw new Error(`HTTP status ${answer.status}`);
    else if (current?.state === 'ready') showProblem('');
  } catch (error) {
    etag = '';
    showProblem(
      `The dashboard's server is unavailable: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (made !== undefined) showAge(made);
}

function show(gold: Gold): void {
  if (gold.state === 'unreachable') {
    showProblem(`HDFS is unavailable, so the figures may be out of date: ${gold.reason}`);
    return;
  }
  showProblem('');
  current = gold;
  element('empty').hidden = gold.state !== 'empty';
  element('data').hidden = gold.state !== 'ready';
  if (gold.state !== 'ready') {
    setText('made', 'Waiting for the first run.');
    return;
  }
  made = gold.made;
  drawTiles(gold.branches);
  drawDays(gold.days);
  drawTable(gold.branches);
}

function showAge(time: string): void {
  const date = new Date(time);
  setText('made', `Data from ${date.toLocaleString()}, ${agoText(date)}`);
}

function showProblem(text: string): void {
  setText('problem', text);
  element('problem').hidden = text === '';
}

await refresh();
setInterval(() => void refresh(), EVERY_MS);
