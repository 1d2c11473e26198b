import { TerminalError } from '../model/errors.ts';
import { FileNotFound } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

/** Reads secrets as drivers do; see docs/contracts.md. */
export function secretReader(hdfs: Hdfs): (name: string) => Promise<string> {
  return async (name) => {
    const path = `/sparkwright/secrets/${name}`;
    try {
      return await hdfs.read(path);
    } catch (error) {
      if (!(error instanceof FileNotFound)) throw error;
      throw new TerminalError(`there is no secret ${path} on HDFS`, {
        cause: error,
        mend: `Put the bare text there, readable by drivers and by Sparkwright alone: printf %s "$PASSWORD" | hdfs dfs -put - ${path}`,
      });
    }
  };
}
