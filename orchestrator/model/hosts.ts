/** Names by which a cluster's own hosts know each other, and how to reach them from here: `{ "spark-worker-1": "127.0.0.1" }`. */
export type Hosts = Readonly<Record<string, string>>;

/** An address that a cluster has named, as it is reached from here. */
export function reachable(address: string, hosts: Hosts): string {
  const url = new URL(address);
  const host = hosts[url.hostname];
  if (host === undefined) return address;
  url.hostname = host;
  // A URL without a path has one once it is taken apart.
  return address.endsWith('/') ? url.href : url.href.replace(/\/$/, '');
}
