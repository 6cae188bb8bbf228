import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import ExcelJs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { writeWorkbook } from '../../../src/tracker/sheets/workbook.ts';
import { aCrawler } from './a-crawler.ts';

describe('the workbook of a run', () => {
  it('is kept where files are, once, with a link for a day; the oldest make room', async () => {
    await using its = aCrawler();
    const { workbooks, store } = its;
    const keys = async () => {
      const found: string[] = [];
      for await (const { key } of store.list('')) found.push(key);
      return found;
    };
    await workbooks.keepUp(); // of no run yet
    expect(await keys()).toEqual([]);
    const first = await its.crawl();
    await Promise.all([workbooks.keepUp(), workbooks.keepUp()]);
    const [key = '', ...others] = await keys();
    expect([key, others]).toEqual(['tracker/workbooks/000000001-datasets-2026-03-03.xlsx', []]);
    const book = new ExcelJs.Workbook();
    await book.xlsx.read((await store.read(key)) ?? Readable.from([]));
    expect(book.getWorksheet('Track Ingested Experiments')?.getCell('A2').value).toBe('E-CURD-7');
    expect(await workbooks.link(first)).toContain('name=datasets-2026-03-03.xlsx');
    await its.crawl();
    await workbooks.keepUp();
    const third = await its.crawl();
    expect(await workbooks.link(third)).toContain('000000003'); // it is made for whoever asks
    expect((await keys()).map((one) => one.slice(18, 27))).toEqual(['000000002', '000000003']);
  });

  it('that can’t be kept costs no crawl: there is no link, and the log says why', async () => {
    const logged: string[] = [];
    const log = (event: string) => void logged.push(event);
    await using its = aCrawler({ info: log, warn: log, error: log });
    writeFileSync(join(its.dataDir, 'objects'), 'a file where the folder should be');
    const run = await its.crawl();
    expect(run.state).toBe('done');
    expect(await its.workbooks.link(run)).toBeUndefined();
    expect(logged).toContain('workbook not kept');
  });

  it('is not kept by a bot that has just ended, which breaks nothing', async () => {
    const logged: string[] = [];
    const log = (event: string) => void logged.push(event);
    await using its = aCrawler({ info: log, warn: log, error: log });
    await its.crawl();
    logged.length = 0;
    await its.db.destroy();
    await its.workbooks.keepUp();
    expect(logged).toEqual(['workbook not kept']);
  });
});

it('a workbook that can’t be written is refused, and nothing waits for it', async () => {
  const nowhere = join('/nowhere', 'workbook');
  await expect(writeWorkbook(nowhere, async function* () {})).rejects.toThrow('ENOENT');
});
