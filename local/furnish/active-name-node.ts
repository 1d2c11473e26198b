import { z } from 'zod';
import { ask } from '../services/ask.ts';

const Answer = z.object({ beans: z.array(z.object({ State: z.string() })) });

/**
 * The active NameNode of these (`http://host:9870`).
 * @throws Error if none is active: none has been elected yet, or none is up
 */
export async function activeNameNode(urls: readonly string[]): Promise<string> {
  const states = await Promise.all(urls.map(stateOf));
  const active = urls.find((_, at) => states[at] === 'active');
  if (active !== undefined) return active;
  throw new Error(
    `no NameNode is active: ${urls.map((url, at) => `${url} is ${states[at]}`).join(', ')}`,
  );
}

async function stateOf(url: string): Promise<string> {
  try {
    const answer = await ask(`${url}/jmx?qry=Hadoop:service=NameNode,name=NameNodeStatus`);
    return Answer.parse(await answer.json()).beans[0]?.State ?? 'starting';
  } catch {
    return 'unreachable';
  }
}
