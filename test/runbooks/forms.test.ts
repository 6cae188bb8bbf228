import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/decision/transition.ts';
import { checkForm, type FormValues } from '../../src/domain/runbook/form.ts';
import { CHECKS, finalCheck } from '../../src/runbooks/final-check.ts';
import { importRequest, importWebForm } from '../../src/runbooks/import-request.ts';
import { processNote, whatIsWrong, whyCarryOn } from '../../src/runbooks/reason.ts';
import { RUNBOOKS, runbookNamed } from '../../src/runbooks/registry.ts';
import { aCycle, aDataset, ana, NOON, POLICY, uuid } from '../support/cycles.ts';
import { IMPORT_REQUEST } from '../support/station.ts';

const wrong = (more: FormValues) => {
  const verdict = checkForm(importRequest, { ...IMPORT_REQUEST, ...more }, aDataset());
  return verdict.ok ? [] : Object.keys(verdict.errors);
};

describe('the import request', () => {
  it('has thirteen fields, and takes a right one', () => {
    expect(importRequest.fields).toHaveLength(13);
    expect(wrong({})).toEqual([]);
  });

  it.each<[string, FormValues]>([
    ['email', { email: 'ana at example' }],
    ['release', { release: '58.1' }],
    ['release', { release: '0' }],
    ['release', { release: '1000' }],
    ['release', { release: 'dcp58' }],
    ['institution', { institution: 'ebi' }],
    ['projectName', { projectName: 'x'.repeat(201) }],
    ['kind', { kind: 'newer' }],
    ['projectUuid', { projectUuid: 'f5057fee' }],
    ['managedAccess', { managedAccess: '' }],
    ['duosId', { managedAccess: 'Yes', duosId: 'DUOS-123' }],
    ['duosId', { duosId: 'DUOS-000123' }],
    ['contact', { contact: ' ' }],
  ])('names %s when it is %o', (field, more) => {
    expect(wrong(more)).toEqual([field]);
  });

  it('takes a DUOS ID with managed access, and leaves the notes out when there are none', () => {
    const managed = { managedAccess: 'Yes', duosId: 'DUOS-000123' };
    expect(wrong(managed)).toEqual([]);
    expect(wrong({ ...managed, releaseNote: '', internalNote: '' })).toEqual([]);
  });

  it.each([undefined, '', '   '])('wants a DUOS ID for managed access: %j', (duosId) => {
    expect(wrong({ managedAccess: 'Yes', ...(duosId === undefined ? {} : { duosId }) })).toEqual([
      'duosId',
    ]);
  });
});

describe.each([
  ['import request', importRequest],
  ['import web form', importWebForm],
])('the %s, with its dataset on record', (_name, form) => {
  const errors = (more: FormValues, managedAccess = false) => {
    const verdict = checkForm(form, { ...IMPORT_REQUEST, ...more }, aDataset(1, { managedAccess }));
    return verdict.ok ? {} : verdict.errors;
  };

  it('is for that dataset alone, in whatever letters', () => {
    expect(errors({ projectUuid: uuid(1).toUpperCase() })).toEqual({});
    expect(errors({ projectUuid: uuid(2) })).toEqual({
      projectUuid: `This is another project: Sim1 has the UUID ${uuid(1)}.`,
    });
  });

  it('never lowers managed access to open', () => {
    expect(errors({ managedAccess: 'No' }, true)).toEqual({
      managedAccess:
        'Ingest says that Sim1 is under managed access: please choose Yes. If that is wrong, have it corrected in ingest first.',
    });
    expect(Object.keys(errors({ managedAccess: 'No', duosId: 'DUOS-000123' }, true))).toEqual([
      'managedAccess',
    ]);
    expect(errors({ managedAccess: 'Yes', duosId: 'DUOS-000123' }, true)).toEqual({});
  });

  it('lets people declare open data managed', () => {
    expect(errors({ managedAccess: 'Yes', duosId: 'DUOS-000123' })).toEqual({});
  });
});

it('an import request that contradicts its cycle is refused where it is decided', () => {
  const cycle = aCycle({ state: 'exported', dataset: aDataset(1, { managedAccess: true }) });
  const event = { name: 'request import', values: IMPORT_REQUEST };
  expect(decide(runbookNamed('exporting'), cycle, event, ana, NOON, POLICY)).toMatchObject({
    kind: 'refused',
    refusal: { code: 'form', errors: { managedAccess: expect.stringContaining('choose Yes') } },
  });
});

describe('the final check', () => {
  it('wants every box ticked, in whatever order, and names those that are not', () => {
    const ticked = (...checks: readonly string[]) =>
      checkForm(finalCheck, { checks: checks.join('\n') }, aDataset());
    expect(ticked(...CHECKS.toReversed())).toMatchObject({ ok: true });
    const verdict = ticked(...CHECKS.slice(1));
    expect(verdict.ok ? '' : verdict.errors['checks']).toContain(CHECKS[0]);
    expect(ticked().ok).toBe(false);
    expect(ticked(...CHECKS, 'Something else').ok).toBe(false);
  });
});

describe('a reason', () => {
  it.each([whatIsWrong, whyCarryOn, processNote])('is said in words: $title', (form) => {
    const name = form.fields[0]?.name ?? '';
    expect(checkForm(form, { [name]: 'Two donors were mixed up.' }, aDataset()).ok).toBe(true);
    for (const value of ['', 'no', 'x'.repeat(2001)])
      expect(checkForm(form, { [name]: value }, aDataset()).ok).toBe(false);
  });
});

describe('every form of a runbook', () => {
  const forms = RUNBOOKS.flatMap(({ steps }) =>
    steps.flatMap(({ transitions }) => transitions.flatMap(({ form }) => form ?? [])),
  );
  it('fits a modal, and its fields have names of their own', () => {
    for (const form of forms) {
      expect(form.title.length).toBeLessThanOrEqual(24);
      expect(form.submit.length).toBeLessThanOrEqual(24);
      expect(new Set(form.fields.map(({ name }) => name)).size).toBe(form.fields.length);
    }
  });

  it('belongs to a runbook that is found by its name', () => {
    for (const runbook of RUNBOOKS) expect(runbookNamed(runbook.name)).toBe(runbook);
    expect(() => runbookNamed('baking')).toThrow(/baking/);
  });
});
