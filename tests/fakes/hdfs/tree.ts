/** The files of a fake HDFS, with the refusals of Hadoop 3.5. */

/** A refusal of the NameNode, with the name of Hadoop's exception. */
export class Refusal extends Error {
  readonly exception: string;
  readonly javaClass: string;
  readonly status: number;

  constructor(javaClass: string, message: string, status = 403) {
    super(message);
    this.javaClass = javaClass;
    this.exception = javaClass.slice(javaClass.lastIndexOf('.') + 1);
    this.status = status;
  }
}

const notFound = (message: string) => new Refusal('java.io.FileNotFoundException', message, 404);
const exists = (message: string) =>
  new Refusal('org.apache.hadoop.fs.FileAlreadyExistsException', message);

export interface Status {
  accessTime: number;
  blockSize: number;
  childrenNum: number;
  fileId: number;
  group: string;
  length: number;
  /** Milliseconds. */
  modificationTime: number;
  owner: string;
  pathSuffix: string;
  permission: string;
  replication: number;
  storagePolicy: number;
  type: 'FILE' | 'DIRECTORY';
}

interface Node {
  id: number;
  modified: number;
  /** Null for a folder. */
  data: Buffer | null;
  /** Null for a file. */
  children: Map<string, Node> | null;
}

/** Every method throws Refusal. Paths are absolute, without a slash at their end. */
export class Tree {
  readonly #clock: () => number;
  readonly #root: Node;
  #ids = 16_384;

  /** @param clock - milliseconds since 1970 */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
    this.#root = this.#folder();
  }

  /** Creates a file and its parent folders. */
  create(path: string, content: string | Buffer, overwrite: boolean): void {
    const [above, name] = split(path);
    const folder = this.#makeFolders(above);
    const there = folder.get(name);
    if (there?.children) throw exists(`${path} already exists as a directory`);
    if (there && !overwrite) throw exists(`${path} for client 127.0.0.1 already exists`);
    folder.set(name, {
      id: this.#ids++,
      modified: this.#clock(),
      data: Buffer.from(content),
      children: null,
    });
  }

  read(path: string): Buffer {
    const node = this.#find(path);
    if (!node) throw notFound(`File ${path} not found.`);
    if (!node.data) throw notFound(`Path is not a file: ${path}`);
    return node.data;
  }

  exists(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  status(path: string): Status {
    const node = this.#find(path);
    if (!node) throw notFound(`File does not exist: ${path}`);
    return statusOf(node, '');
  }

  /** Lists a folder. A file is listed as itself, under an empty name. */
  list(path: string): Status[] {
    const node = this.#find(path);
    if (!node) throw notFound(`File ${path} does not exist.`);
    if (!node.children) return [statusOf(node, '')];
    return [...node.children]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, child]) => statusOf(child, name));
  }

  makeFolders(path: string): void {
    this.#makeFolders(path);
  }

  /** @returns false if the path does not exist */
  remove(path: string, recursive: boolean): boolean {
    const node = this.#find(path);
    if (!node) return false;
    if (!recursive && node.children && node.children.size > 0)
      throw new Refusal(
        'org.apache.hadoop.fs.PathIsNotEmptyDirectoryException',
        `\`${path} is non empty': Directory is not empty`,
      );
    const [above, name] = split(path);
    return this.#find(above)?.children?.delete(name) ?? false;
  }

  /** The rename without options, which moves into an existing folder. @returns false if it did nothing */
  renamePlainly(from: string, to: string): boolean {
    const node = this.#find(from);
    const there = this.#find(to);
    const target = there?.children ? `${to}/${split(from)[1]}` : to;
    const folder = this.#find(split(target)[0])?.children;
    if (!node || !folder || this.#find(target)) return false;
    this.#move(node, from, folder, split(target)[1]);
    return true;
  }

  rename(from: string, to: string, overwrite: boolean): void {
    const node = this.#find(from);
    if (!node) throw notFound(`rename source ${from} is not found.`);
    if (from === to) throw exists(`The source ${from} and destination ${to} are the same`);
    if (to.startsWith(`${from}/`))
      throw new Refusal(
        'java.io.IOException',
        `Rename destination ${to} is a directory or file under source ${from}`,
      );
    const there = this.#find(to);
    if (there && (there.children === null) !== (node.children === null))
      throw new Refusal(
        'java.io.IOException',
        `Source ${from} and destination ${to} must both be directories`,
      );
    if (there && !overwrite) throw exists(`rename destination ${to} already exists`);
    if (there?.children && there.children.size > 0)
      throw new Refusal('java.io.IOException', `rename destination directory is not empty: ${to}`);
    const [above, name] = split(to);
    const folder = this.#find(above)?.children;
    if (!folder) throw notFound(`rename destination parent ${to} not found.`);
    this.#move(node, from, folder, name);
  }

  #move(node: Node, from: string, folder: Map<string, Node>, name: string): void {
    const [above, oldName] = split(from);
    this.#find(above)?.children?.delete(oldName);
    folder.set(name, node);
  }

  #makeFolders(path: string): Map<string, Node> {
    let node = this.#root;
    let at = '';
    for (const name of parts(path)) {
      if (!node.children) throw notFolder(at);
      at = `${at}/${name}`;
      let child = node.children.get(name);
      if (!child) node.children.set(name, (child = this.#folder()));
      node = child;
    }
    if (!node.children) throw exists(`Path is not a directory: ${at}`);
    return node.children;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of parts(path)) node = node?.children?.get(name);
    return node;
  }

  #folder(): Node {
    return { id: this.#ids++, modified: this.#clock(), data: null, children: new Map() };
  }
}

function notFolder(path: string): Refusal {
  return new Refusal(
    'org.apache.hadoop.fs.ParentNotDirectoryException',
    `${path} (is not a directory)`,
  );
}

function parts(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function split(path: string): [above: string, name: string] {
  const at = path.lastIndexOf('/');
  return [path.slice(0, at), path.slice(at + 1)];
}

function statusOf({ id, modified, data, children }: Node, pathSuffix: string): Status {
  return {
    accessTime: data ? modified : 0,
    blockSize: data ? 134_217_728 : 0,
    childrenNum: children?.size ?? 0,
    fileId: id,
    group: 'spark',
    length: data?.length ?? 0,
    modificationTime: modified,
    owner: 'spark',
    pathSuffix,
    permission: data ? '644' : '755',
    replication: data ? 1 : 0,
    storagePolicy: 0,
    type: data ? 'FILE' : 'DIRECTORY',
  };
}
