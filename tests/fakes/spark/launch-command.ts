/** The first lines of a driver's stderr, which the worker writes before it starts the driver. */
import type { DriverRecord } from './records.ts';

export function launchCommand({ id, request }: DriverRecord): string {
  const { memory, properties, mainClass, appArgs } = request;
  const words = [
    '/usr/lib/jvm/java-17/bin/java',
    '-cp',
    '/opt/spark/jars/*',
    `-Xmx${memory}M`,
    ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`),
    'org.apache.spark.deploy.worker.DriverWrapper',
    'spark://Worker@127.0.0.1:40000',
    `/work/${id}`,
    mainClass,
    ...appArgs,
  ];
  const quoted = words.map((word) => `"${word}"`).join(' ');
  return `Launch Command: ${quoted}\n========================================\n\n`;
}
