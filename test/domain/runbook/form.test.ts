import { describe, expect, it } from 'vitest';
import { checkForm, type Form, type FormValues } from '../../../src/domain/runbook/form.ts';

const form: Form = {
  title: 'A form',
  submit: 'Send',
  fields: [
    { name: 'name', label: 'Name', input: 'line' },
    { name: 'kind', label: 'Kind', input: 'choice', options: ['new', 'updated'] },
    { name: 'ticks', label: 'Ticks', input: 'ticks', options: ['a', 'b', 'c'], optional: true },
    {
      name: 'why',
      label: 'Why',
      input: 'lines',
      optional: true,
      check: (value, all) =>
        all['kind'] === 'new' ? 'Only for updates.' : value.length < 3 ? 'Too short.' : undefined,
    },
  ],
};
const about = { projectUuid: 'u', shortName: 'Sim1', managedAccess: true };
const errorsOf = (raw: FormValues) => {
  const verdict = checkForm(form, raw, about);
  return verdict.ok ? {} : verdict.errors;
};

describe('a form', () => {
  it('takes what is right, trimmed, and leaves empty optional fields out', () => {
    expect(checkForm(form, { name: '  Ana ', kind: 'new', why: '   ' }, about)).toEqual({
      ok: true,
      values: { name: 'Ana', kind: 'new' },
    });
  });

  it('names every field that is missing, at once', () => {
    expect(Object.keys(errorsOf({}))).toEqual(['name', 'kind']);
    expect(errorsOf({ kind: 'new' })['name']).toContain('“Name”');
  });

  it('refuses a choice that is not offered, and one bad tick among good ones', () => {
    expect(errorsOf({ name: 'x', kind: 'other' })['kind']).toContain('other');
    expect(errorsOf({ name: 'x', kind: 'new', ticks: 'a\nd' })['ticks']).toContain('d');
    expect(errorsOf({ name: 'x', kind: 'new', ticks: 'a\nc' })).toEqual({});
  });

  it('refuses a second choice where one is asked for', () => {
    expect(errorsOf({ name: 'x', kind: 'new\nupdated' })['kind']).toBeDefined();
  });

  it('checks a field with the others in view', () => {
    expect(errorsOf({ name: 'x', kind: 'new', why: 'because' })).toEqual({
      why: 'Only for updates.',
    });
    expect(errorsOf({ name: 'x', kind: 'updated', why: 'no' })).toEqual({ why: 'Too short.' });
  });

  it('refuses a field it does not know, also one named like part of an object', () => {
    expect(errorsOf({ name: 'x', kind: 'new', nmae: 'y' })).toHaveProperty('nmae');
    expect(errorsOf({ name: 'x', kind: 'new', constructor: 'y' })).toHaveProperty('constructor');
  });

  it('refuses a field named __proto__', () => {
    const raw = JSON.parse('{"name":"x","kind":"new","__proto__":"y"}');
    expect(checkForm(form, raw, about).ok).toBe(false);
  });

  it('is verified as a whole against the record, beside the faults of its fields', () => {
    const verified: Form = {
      ...form,
      verify: (values, record) => ({
        ...(values['name'] === record.shortName ? {} : { name: 'Not on record.' }),
        kind: 'Not this kind.',
      }),
    };
    expect(checkForm(verified, { name: 'x', kind: 'other' }, about)).toMatchObject({
      errors: { name: 'Not on record.', kind: expect.stringContaining('other') },
    });
    expect(checkForm(verified, { name: 'Sim1', kind: 'new' }, about)).toEqual({
      ok: false,
      errors: { kind: 'Not this kind.' },
    });
  });
});
