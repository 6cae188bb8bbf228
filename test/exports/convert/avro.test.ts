import { readFileSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';
import { inPython, python, readBack } from './python.ts';

/** A file with every type of Avro, by Debian's python3-avro. */
function written(desk: Desk, codec: string): string {
  const path = desk.file('kinds.avro', '');
  inPython(
    path,
    `import avro.schema, decimal, datetime
from avro.datafile import DataFileWriter
from avro.io import DatumWriter
def field(name, type): return {"name": name, "type": type}
fields = [
  field("text", "string"), field("long", ["null", {"type": "long"}]), field("single", "float"), field("double", ["double", "null"]),
  field("flag", "boolean"), field("bytes", "bytes"), field("kind", {"type": "enum", "name": "k", "symbols": ["A", "B"]}),
  field("day", {"type": "int", "logicalType": "date"}), field("at", ["null", {"type": "long", "logicalType": "timestamp-micros"}]),
  field("clock", {"type": "int", "logicalType": "time-millis"}),
  field("price", {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2}),
  field("list", {"type": "array", "items": ["null", "long"]}), field("map", {"type": "map", "values": "double"}),
  field("inner", {"type": "record", "name": "r", "fields": [field("x", "int")]}), field("mixed", ["null", "int", "string"]),
  field("numbers", ["int", "double"])]
schema = avro.schema.parse(json.dumps({"type": "record", "name": "row", "fields": fields}))
utc = datetime.timezone.utc
with DataFileWriter(open(path, "wb"), DatumWriter(), schema, codec="${codec}") as writer:
    writer.append({"text": "é", "long": 2**63 - 1, "single": 0.1, "double": -0.0, "flag": True, "bytes": b"\\x00\\xff", "kind": "B",
      "day": datetime.date(1899, 12, 31), "at": datetime.datetime(2024, 1, 5, 10, 0, 0, 250000, tzinfo=utc), "clock": datetime.time(10, 0, 0, 5000),
      "price": decimal.Decimal("-12.34"), "list": [1, None], "map": {"a": 1.5}, "inner": {"x": 1}, "mixed": "a", "numbers": 1.5})
    writer.append({"text": "", "long": None, "single": 1.0, "double": None, "flag": False, "bytes": b"", "kind": "A",
      "day": datetime.date(2024, 2, 29), "at": None, "clock": datetime.time(0), "price": decimal.Decimal("0.05"), "list": [], "map": {},
      "inner": {"x": -1}, "mixed": 7, "numbers": 2})
print("null")`,
  );
  return path;
}

describe('a file of Avro', () => {
  it.skipIf(python === undefined).each(['null', 'deflate'])(
    'keeps the values of every type that Python writes (%s)',
    async (codec) => {
      using desk = new Desk();
      const { path, report } = await desk.to('csv', written(desk, codec));
      const [header = [], first = [], second = []] = cellsOf(readFileSync(path, 'utf8'));
      expect(header.map((name, at) => [name, first[at], second[at]])).toEqual([
        ['text', 'é', ''],
        ['long', '9223372036854775807', null],
        ['single', '0.1', '1.0'],
        ['double', '-0.0', null],
        ['flag', 'true', 'false'],
        ['bytes', 'AP8=', ''],
        ['kind', 'B', 'A'],
        ['day', '1899-12-31', '2024-02-29'],
        ['at', '2024-01-05T10:00:00.25Z', null],
        ['clock', '10:00:00.005', '00:00:00'],
        ['price', '-12.34', '0.05'],
        ['list', '[1,null]', '[]'],
        ['map', '{"a":1.5}', '{}'],
        ['inner', '{"x":1}', '{"x":-1}'],
        ['mixed', 'a', '7'],
        ['numbers', '1.5', '2'],
      ]);
      expect(report.columns.at(-2)).toMatchObject({
        note: 'Different types (int, string), as text.',
      });
    },
  );

  it.skipIf(python === undefined)('tells times and dates from numbers', async () => {
    using desk = new Desk();
    const source = desk.file(
      'a.csv',
      'day,at,zone,n\n2024-01-05,2024-01-05T10:00:00,2024-01-05T10:00:00Z,1\n',
    );
    const { path } = await desk.to('avro', source);
    expect(readBack('avro', path).facts['meanings']).toEqual([
      'date',
      'local-timestamp-micros',
      'timestamp-micros',
    ]);
  });

  it('has names of its own where ours are not allowed, and says which', async () => {
    using desk = new Desk();
    const source = desk.file('a.csv', 'log2 FC,1st,log2_FC,__proto__\n1,2,3,4\n');
    const { path, report } = await desk.to('avro', source);
    const names = ['log2_FC', '_1st', 'log2_FC_2', 'column___proto__'];
    expect((await desk.to('csv', path)).report.columns.map(({ name }) => name)).toEqual(names);
    expect(report.warnings.filter(({ code }) => code === 'renamed')).toHaveLength(3);
  });

  it('is refused where it was cut off, wherever that is', async () => {
    using desk = new Desk();
    const rows = Array.from({ length: 20_000 }, (_, n) => `${n}\n`).join('');
    const { path } = await desk.to('avro', desk.file('long.csv', `n\n${rows}`));
    const { length } = readFileSync(path);
    for (const size of [length - 1, length - 17, Math.floor(length / 2), 40]) {
      truncateSync(path, size);
      expect(await desk.refusal(path, 'csv')).toMatchObject({ kind: 'unreadable' });
    }
  });
});

it('NDJSON is one object a line', async () => {
  using desk = new Desk();
  const { path } = await desk.to('ndjson', desk.file('a.csv', 'x,y\n1,a\n2,\n'));
  expect(readFileSync(path, 'utf8')).toBe('{"x":1,"y":"a"}\n{"x":2,"y":null}\n');
});
