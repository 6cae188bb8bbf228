import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Conversion,
  type ConversionReport,
  type ConversionSpec,
  convert,
} from '../../../src/exports/convert/convert.ts';
import { EXTENSIONS, type Format } from '../../../src/exports/convert/options.ts';

/** A folder with files to convert, gone with the test. */
export class Desk implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'handoff-convert-'));
  #made = 0;

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** Converts, whatever comes of it. */
  async try(
    path: string,
    format: Format,
    more: {
      readonly options?: Record<string, unknown>;
      readonly from?: Format;
      readonly columns?: string[];
      readonly merged?: readonly string[];
      readonly transform?: ConversionSpec['transform'];
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<{ readonly path: string; readonly conversion: Conversion }> {
    this.#made++;
    const output = join(this.folder, `made-${this.#made}.${EXTENSIONS[format]}`);
    const conversion = await convert(
      {
        input: { path, ...(more.from && { format: more.from }) },
        output: { path: output, format },
        options: more.options ?? {},
        ...(more.columns && { columns: more.columns }),
        ...(more.merged && { merged: more.merged.map((other) => ({ path: other })) }),
        ...(more.transform && { transform: more.transform }),
      },
      {
        signal: more.signal ?? new AbortController().signal,
        progress: () => {},
        workFolder: join(this.folder, `work-${this.#made}`),
      },
    );
    return { path: output, conversion };
  }

  async to(
    format: Format,
    path: string,
    more: Parameters<Desk['try']>[2] = {},
  ): Promise<{ readonly path: string; readonly report: ConversionReport }> {
    const { path: output, conversion } = await this.try(path, format, more);
    if (!conversion.ok) throw new Error(`${conversion.error.kind}: ${conversion.error.says}`);
    return { path: output, report: conversion.report };
  }

  async refusal(path: string, format: Format, more: Parameters<Desk['try']>[2] = {}) {
    const { conversion } = await this.try(path, format, more);
    if (conversion.ok) throw new Error('it was converted');
    return conversion.error;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
