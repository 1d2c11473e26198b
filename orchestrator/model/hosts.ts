/** Maps host names within a cluster to addresses that this machine can reach: `{ "spark-worker-1": "127.0.0.1" }`. */
export type Hosts = Readonly<Record<string, string>>;

/** Replaces the host of a cluster's URL with its address from `hosts`; other URLs stay unchanged. */
export function reachable(address: string, hosts: Hosts): string {
  const url = new URL(address);
  const host = hosts[url.hostname];
  if (host === undefined) return address;
  url.hostname = host;
  // URL adds a path to an address that has none.
  return address.endsWith('/') ? url.href : url.href.replace(/\/$/, '');
}
