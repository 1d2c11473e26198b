/** The part of the package `webhdfs` that is used here; the package has no types. */
declare module 'webhdfs' {
  export type Callback<T> = (error: Error | null, value: T) => void;

  export interface FileStatus {
    pathSuffix: string;
    type: 'FILE' | 'DIRECTORY';
    /** Bytes. */
    length: number;
    /** Milliseconds since 1970. */
    modificationTime: number;
    owner: string;
    /** Octal: `755`. */
    permission: string;
  }

  export interface Client {
    /** Turns the body of a failed answer into an error. */
    _parseError(body: unknown, strict: boolean, status?: number): Error | null;
    readdir(path: string, callback: Callback<FileStatus[]>): void;
    stat(path: string, callback: Callback<FileStatus>): void;
    rmdir(path: string, recursive: boolean, callback: Callback<void>): void;
  }

  const WebHDFS: {
    createClient(
      options: { user: string; host: string; port: number; protocol: string; path: string },
      requestParameters: { timeout: number },
    ): Client;
  };
  export default WebHDFS;
}
