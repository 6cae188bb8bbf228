import { describe, expect, it } from 'vitest';
import {
  type Actor,
  actorName,
  mayAct,
  ROLES,
  type Role,
  type Who,
} from '../../src/domain/role.ts';
import { guest, ingest, person, timer } from '../support/cycles.ts';

const key = (...roles: readonly Role[]): Actor => ({ kind: 'service', name: 'nightly', roles });

describe('who may act', () => {
  it('lets a person act by one of several roles', () => {
    const both = person('U1', 'wrangler', 'developers');
    expect(mayAct(both, ['developers'])).toBe(true);
    expect(mayAct(both, ['import-team', 'wrangler'])).toBe(true);
    expect(mayAct(both, ['import-team'])).toBe(false);
  });

  it('denies whoever is not named, for every role', () => {
    for (const role of ROLES) {
      for (const wanted of ROLES)
        expect(mayAct(person('U1', role), [wanted])).toBe(role === wanted);
      expect(mayAct(guest, [role])).toBe(false);
      expect(mayAct(ingest, [role])).toBe(false);
      expect(mayAct(timer, [role])).toBe(false);
    }
  });

  it('denies everybody when nobody is named', () => {
    expect(mayAct(person('U1', ...ROLES), [])).toBe(false);
  });

  it.each<[Who, Actor, boolean]>([
    ['observer', ingest, true],
    ['observer', timer, false],
    ['observer', person('U1', ...ROLES), false],
    ['timer', timer, true],
    ['timer', ingest, false],
    ['timer', person('U1', ...ROLES), false],
    ['anyone with a role', person('U1', 'data-consumers'), true],
    ['observer', key(...ROLES), false],
    ['timer', key(...ROLES), false],
    ['anyone with a role', key('data-consumers'), true],
    ['anyone with a role', key(), false],
    [['wrangler'], key('wrangler'), true],
    [['wrangler'], key('developers'), false],
    ['anyone with a role', guest, false],
    ['anyone with a role', ingest, false],
    ['anyone with a role', timer, false],
  ])('for “%s” and %o says %s', (who, actor, allowed) => {
    expect(mayAct(actor, who)).toBe(allowed);
  });

  it('names actors as the journal writes them', () => {
    const names = [person('U1'), key(), ingest, timer].map(actorName);
    expect(names).toEqual(['U1', 'key:nightly', 'ingest', 'timer']);
  });
});
