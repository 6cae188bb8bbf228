declare module 'parquetjs-lite' {
  interface Field {
    readonly type: 'UTF8' | 'DOUBLE' | 'INT64';
    readonly optional: boolean;
    readonly compression: 'SNAPPY';
  }
  class ParquetSchema {
    constructor(fields: Readonly<Record<string, Field>>);
  }
  class ParquetWriter {
    static openFile(schema: ParquetSchema, path: string): Promise<ParquetWriter>;
    setRowGroupSize(rows: number): void;
    appendRow(row: Readonly<Record<string, string | number | null>>): Promise<void>;
    close(): Promise<void>;
  }
  const parquet: {
    readonly ParquetSchema: typeof ParquetSchema;
    readonly ParquetWriter: typeof ParquetWriter;
  };
  export default parquet;
}
