import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type JS,
  version,
} from '@duckdb/node-api';
import type { Tool } from '../conversion.ts';
import { failure } from '../failure.ts';
import type { Phases } from '../phases.ts';
import { hasLongRows, type Table } from '../table.ts';
import { withRowsOf } from './memory.ts';
import { literal } from './sql.ts';

const PROGRESS_EVERY_MS = 100;
const MOST_MEGABYTES = 3000;
const FEW_COLUMNS = 100;
/** Where tables are put down, once it is attached. */
export const PUT_DOWN = 'put_down';

export interface EnginePorts {
  readonly signal: AbortSignal;
  readonly workFolder: string;
  readonly phases: Phases;
  /** What its tables may take of memory. */
  readonly megabytes: number;
}

/**
 * DuckDB for one conversion: bounded in memory, two threads, spilling to the work folder, and able to open nothing
 * but the files that it is given.
 */
export class Engine implements Disposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #ports: EnginePorts;
  #megabytes: number;
  readonly #interrupt = () => this.#connection.interrupt();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, ports: EnginePorts) {
    this.#instance = instance;
    this.#connection = connection;
    this.#ports = ports;
    this.#megabytes = ports.megabytes;
    ports.signal.addEventListener('abort', this.#interrupt);
  }

  static async open(files: readonly string[], ports: EnginePorts): Promise<Engine> {
    const spill = join(ports.workFolder, 'spill');
    mkdirSync(spill, { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${ports.megabytes}MB`,
      threads: '2',
      temp_directory: spill,
      // It served the content of files that had been replaced since.
      enable_external_file_cache: 'false',
      autoinstall_known_extensions: 'false',
    });
    const connection = await instance.connect();
    const engine = new Engine(instance, connection, ports);
    await engine.run(`SET TimeZone = 'UTC'`);
    // The first makes a join of `x IN (…)`, and behind a join rows are written in whatever order they come. The
    // other compares each expression with every other: five thousand columns took minutes.
    await engine.run(`SET disabled_optimizers = 'in_clause,common_subexpressions'`);
    // Only then it knows how far a query has come. It prints nothing.
    await engine.run('SET enable_progress_bar = true');
    await engine.run('SET enable_progress_bar_print = false');
    // It counts rows that wait for whoever reads them as if texts took next to nothing.
    await engine.run(`SET streaming_buffer_size = '16KB'`);
    await engine.run(`SET allowed_directories = [${literal(`${ports.workFolder}/`)}]`);
    await engine.run(`SET allowed_paths = [${files.map(literal).join(', ')}]`);
    await engine.run('SET enable_external_access = false');
    return engine;
  }

  get phases(): Phases {
    return this.#ports.phases;
  }

  /**
   * Makes room for a table so wide. The engine counts 2,048 places for each column in every step of a query,
   * also where few of them are ever filled.
   */
  async fit(columns: number): Promise<void> {
    if (columns <= FEW_COLUMNS) return;
    await this.run('SET threads = 1');
    await this.grow(this.#ports.megabytes + columns / 3);
  }

  /** The same for rows so long. */
  async fitRows(table: Pick<Table, 'columns' | 'rowBytes'>): Promise<void> {
    if (!hasLongRows(table)) return;
    await this.oneThread();
    await this.grow(withRowsOf(table.rowBytes ?? 0));
  }

  /**
   * Each thread holds rows of its own. One alone keeps their order by itself: told to keep it, the engine would hold
   * rows back by their number, whatever their bytes.
   */
  async oneThread(): Promise<void> {
    await this.run('SET threads = 1');
    await this.run('SET preserve_insertion_order = false');
  }

  /** Takes so much of memory from now on, where it had less. */
  async grow(megabytes: number): Promise<void> {
    this.#megabytes = Math.max(this.#megabytes, Math.floor(Math.min(MOST_MEGABYTES, megabytes)));
    await this.run(`SET memory_limit = '${this.#megabytes}MB'`);
  }

  /** Makes room on the disk, in the work folder, for tables that are put down. */
  async attach(): Promise<void> {
    await this.run(
      `ATTACH ${literal(join(this.#ports.workFolder, 'tables.duckdb'))} AS ${PUT_DOWN}`,
    );
  }

  /** From here on nothing can be set any more. */
  async lock(): Promise<void> {
    await this.run('SET lock_configuration = true');
  }

  async run(sql: string): Promise<void> {
    await this.#guarded(() => this.#connection.run(sql));
  }

  async rows(sql: string): Promise<JS[][]> {
    const reader = await this.#guarded(() => this.#connection.runAndReadAll(sql));
    return reader.getRowsJS();
  }

  /** Runs what writes rows; answers how many it wrote. */
  async copy(sql: string): Promise<number> {
    const watch = setInterval(() => this.#report(), PROGRESS_EVERY_MS);
    try {
      const [row] = await this.rows(sql);
      this.#ports.phases.at(1);
      return Number(row?.[0] ?? 0);
    } finally {
      clearInterval(watch);
    }
  }

  /** Some thousand rows at a time, in their order. A chunk is to be left when the next is asked for: it is emptied. */
  async *stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const result = await this.#guarded(() => this.#connection.stream(sql));
    let rows = 0;
    while (true) {
      const chunk = await this.#guarded(() => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      rows += chunk.rowCount;
      this.#ports.phases.came(rows); // finer than what the engine knows of its input
      yield chunk;
      chunk.reset(); // or it would stay as it is until JavaScript clears it away, which does not know its size
    }
  }

  [Symbol.dispose](): void {
    this.#ports.signal.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  #report(): void {
    const { percentage } = this.#connection.progress;
    if (percentage >= 0) this.#ports.phases.at(percentage / 100);
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    this.#ports.signal.throwIfAborted();
    try {
      return await work();
    } catch (cause) {
      this.#ports.signal.throwIfAborted();
      throw expected(cause);
    }
  }
}

export const ENGINE_TOOL: Tool = { name: 'DuckDB', version: version() };

function expected(cause: unknown): unknown {
  const says = cause instanceof Error ? cause.message : '';
  if (/No space left on device|max_temp_directory_size/.test(says)) {
    return failure('no space', 'The disk is full.', undefined, cause);
  }
  if (says.startsWith('Out of Memory Error')) {
    return failure(
      'limit',
      'The table needs more memory than a conversion may take.',
      undefined,
      cause,
    );
  }
  return cause;
}
