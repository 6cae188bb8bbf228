import { expect, test } from 'vitest';
import { webFormLink } from '../../../src/domain/export/web-form-link.ts';

const form = {
  url: 'https://docs.example.org/forms/d/e/1FAIpQ/viewform',
  entries: { email: 'entry.1', release: 'entry.22', releaseNote: 'entry.333' },
};

test('fills in what the form has a field for', () => {
  const link = new URL(
    webFormLink(form, { email: 'ana@example.org', release: '58', unknown: 'x' }),
  );
  expect(link.origin + link.pathname).toBe(form.url);
  expect([...link.searchParams]).toEqual([
    ['usp', 'pp_url'],
    ['entry.1', 'ana@example.org'],
    ['entry.22', '58'],
  ]);
});

test('values cannot become fields', () => {
  const link = new URL(webFormLink(form, { email: 'a&entry.22=666#x\nüñ + %' }));
  expect(link.searchParams.get('entry.1')).toBe('a&entry.22=666#x\nüñ + %');
  expect(link.searchParams.has('entry.22')).toBe(false);
  expect(link.hash).toBe('');
});

test('stays short enough for a button: the longest value is left to the person', () => {
  const link = webFormLink(form, {
    email: 'ana@example.org',
    release: '58',
    releaseNote: 'ü'.repeat(2000),
  });
  expect(link.length).toBeLessThanOrEqual(3000);
  expect([...new URL(link).searchParams.keys()]).toEqual(['usp', 'entry.1', 'entry.22']);
});

test('keys of every object are no values', () => {
  expect(webFormLink({ ...form, entries: { constructor: 'entry.9' } }, {})).toBe(
    `${form.url}?usp=pp_url`,
  );
});
