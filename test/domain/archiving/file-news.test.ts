import { expect, test } from 'vitest';
import { fileNews } from '../../../src/domain/archiving/file-news.ts';
import { type FileProgress, filesMovedOn } from '../../../src/domain/archiving/file-progress.ts';

const look = (over: Partial<FileProgress> = {}): FileProgress => ({
  ...{ jobs: 4, refused: 0, planned: 0, waiting: 2, running: 2 },
  ...{ uploaded: 0, failed: 0, cancelled: 0, percent: 10 },
  movedAt: '2026-03-02T09:00:00.000Z',
  ...over,
});

test('the first look is news, the same look again is none', () => {
  expect(fileNews(undefined, look())).toEqual({
    name: 'file jobs progressed',
    fileProgress: look(),
  });
  expect(fileNews(look(), look())).toBeUndefined();
});

test('another count or percent is news; mere movement only every ten minutes', () => {
  expect(fileNews(look(), look({ percent: 11 }))).toMatchObject({ name: 'file jobs progressed' });
  expect(fileNews(look(), look({ waiting: 1, running: 3 }))).toBeDefined();
  expect(fileNews(look(), look({ movedAt: '2026-03-02T09:09:59.000Z' }))).toBeUndefined();
  const later = look({ movedAt: '2026-03-02T09:10:00.000Z' });
  expect(fileNews(look(), later)).toMatchObject({ name: 'file jobs progressed' });
  expect(filesMovedOn(look(), later)).toBe(true);
  expect(filesMovedOn(look(), look())).toBe(false);
  expect(filesMovedOn(undefined, look())).toBe(false); // it may have stood still all the time
});

test('all files are uploaded when every job of the plan is; anything less has failed', () => {
  const ended = { waiting: 0, running: 0 };
  expect(fileNews(look(), look({ ...ended, uploaded: 4, percent: 100 }))).toMatchObject({
    name: 'all files uploaded',
  });
  for (const left of ['failed', 'cancelled', 'refused'] as const)
    expect(fileNews(look(), look({ ...ended, uploaded: 3, [left]: 1 }))).toMatchObject({
      name: 'file jobs failed',
      fileProgress: { [left]: 1 },
    });
  expect(fileNews(look(), look({ ...ended, uploaded: 3, planned: 1 }))).toMatchObject({
    name: 'file jobs progressed',
  });
});
