import { TerminalError } from '../model/errors.ts';
import { unlessMissing } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

/** Reads secrets as drivers do; see docs/typescript-and-python.md. */
export function secretReader(hdfs: Hdfs): (name: string) => Promise<string> {
  return async (name) => {
    const path = `/sparkwright/secrets/${name}`;
    const secret = await unlessMissing(hdfs.read(path));
    if (secret !== null) return secret;
    throw new TerminalError(`there is no secret ${path} on HDFS`, {
      hint: `Put the bare text there, readable only by drivers and by Sparkwright: printf %s "$PASSWORD" | hdfs dfs -put - ${path}`,
    });
  };
}
