import { describe, expect, it } from 'vitest';
import { exporting } from '../../src/runbooks/exporting.ts';
import { register } from '../../src/runbooks/registry.ts';
import { filing } from '../support/second-runbook.ts';

describe('several runbooks', () => {
  it('stand beside one another, and their states are found wherever they are', () => {
    const { runbookNamed, statesThat } = register(exporting, filing);
    expect(runbookNamed('filing')).toBe(filing);
    expect(statesThat(({ holder }) => holder === 'import-team')).toEqual([
      'import requested',
      'imported',
      'sent',
    ]);
    expect(() => runbookNamed('archiving')).toThrow('There is no runbook “archiving”.');
  });

  it.each([
    ['the name “exporting”', { ...filing, name: 'exporting' }],
    ['the command /export', { ...filing, command: '/export' as const }],
    ['the state “exporting”', { ...filing, states: { ...filing.states, ...exporting.states } }],
  ])('may not both have %s', (what, second) => {
    expect(() => register(exporting, second)).toThrow(`both have ${what}`);
  });
});
