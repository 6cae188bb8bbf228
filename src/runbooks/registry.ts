import type { Runbook, State } from '../domain/runbook/runbook.ts';
import { archiving } from './archiving.ts';
import { exporting } from './exporting.ts';

/** The list: commands, help, Home, what is watched, the manifest and the state tables derive from it. */
export const { RUNBOOKS, runbookNamed, statesThat } = register(exporting, archiving);

interface Registry {
  readonly RUNBOOKS: readonly Runbook[];
  /** @throws {Error} when a stored cycle names a runbook that this program does not have. */
  runbookNamed(name: string): Runbook;
  /** The states that suit, of whatever runbook, by name. */
  statesThat(suits: (state: State) => boolean): readonly string[];
}

/**
 * Several runbooks beside one another. Configuration and store know a state by its name alone.
 * @throws {Error} when two have the same name, command or state.
 */
export function register(...runbooks: readonly Runbook[]): Registry {
  const owners = new Map<string, string>();
  for (const { name, command, states } of runbooks) {
    const named = Object.keys(states).map((state) => `state “${state}”`);
    for (const its of [`name “${name}”`, `command ${command}`, ...named]) {
      const other = owners.get(its);
      if (other !== undefined) throw new Error(`${other} and ${name} both have the ${its}.`);
      owners.set(its, name);
    }
  }
  return {
    RUNBOOKS: runbooks,
    runbookNamed(name) {
      const runbook = runbooks.find((candidate) => candidate.name === name);
      if (runbook === undefined) throw new Error(`There is no runbook “${name}”.`);
      return runbook;
    },
    statesThat: (suits) =>
      runbooks.flatMap(({ states }) =>
        Object.entries(states).flatMap(([name, state]) => (suits(state) ? [name] : [])),
      ),
  };
}
