/** Reads Avro container files, the format of Iceberg's manifests. */
import avro from 'avsc';

/** 64-bit integers as bigint: avsc's default type refuses ids beyond 2^53. */
const long = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** All records of a container file; 64-bit integers are bigint. */
export function avroRecords(file: Buffer): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const records: unknown[] = [];
    const decoder = new avro.streams.BlockDecoder({
      parseHook: (schema) => avro.Type.forSchema(schema, { registry: { long } }),
    });
    decoder.on('data', (record: unknown) => records.push(record));
    decoder.on('end', () => {
      resolve(records);
    });
    decoder.on('error', reject);
    decoder.end(file);
  });
}
