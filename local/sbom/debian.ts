import { execa } from 'execa';

const IMAGES = ['node', 'spark', 'hadoop', 'postgresql'];
const FORMAT = '${binary:Package}\\t${Version}\\t${Architecture}\\n';

/**
 * The Debian packages of each local image, as CycloneDX. Debian has licences only in free text below /usr/share/doc of the
 * image, so this lists none.
 */
export async function debianPackages(): Promise<Map<string, object>> {
  const bills = new Map<string, object>();
  for (const image of IMAGES) {
    const { stdout, failed } = await execa(
      'docker',
      ['run', '--rm', '--entrypoint', 'dpkg-query', `sparkwright-${image}`, '-W', '-f', FORMAT],
      { reject: false },
    );
    if (!failed) bills.set(image, bill(stdout));
  }
  return bills;
}

function bill(packages: string): object {
  const components = packages.split('\n').map((line) => {
    const [name = '', version = '', architecture = ''] = line.split('\t');
    const plain = name.replace(/:.*/, '');
    const purl = `pkg:deb/debian/${plain}@${encodeURIComponent(version)}?arch=${architecture}`;
    return { type: 'library', name: plain, version, purl };
  });
  return { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components };
}
