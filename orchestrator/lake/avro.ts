/** Avro's container files, in which Iceberg keeps manifests. */
import avro from 'avsc';

/** 64 bits, as Iceberg's ids need them. */
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

/** Every record of a container file; numbers of 64 bits as bigint. */
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
