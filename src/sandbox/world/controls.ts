import type { SandboxClock } from '../clock.ts';
import type { Controls } from '../desk/page-contract.ts';
import { choicesOf, choose, stateOf } from './choices.ts';
import { type FaultName, faultTitles, isFaultName } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Project, WorldRecord } from './record.ts';

/** The knobs of the sandbox page, apart from the desk's own. Read again after a change. */
export interface WorldControls {
  read(): Controls;
  skip(minutes: number): void;
  scenario(projectUuid: string, scenario: string): void;
  fault(name: string, on: boolean): void;
  reset(): void;
}

interface Sources {
  readonly clock: SandboxClock;
  readonly ledger: Ledger;
  readonly faults: Set<FaultName>;
  readonly seed: () => WorldRecord;
  readonly projectOf: (uuid: string) => Project;
}

/** Throws a RangeError for a project, scenario or fault that does not exist. */
export function worldControls({ clock, ledger, faults, seed, projectOf }: Sources): WorldControls {
  return {
    read: () => readControls(ledger, faults),
    skip(minutes) {
      clock.skip(minutes * 60_000);
      ledger.touch();
    },
    scenario(projectUuid, scenario) {
      choose(ledger, projectOf(projectUuid), scenario);
    },
    fault(name, on) {
      if (!isFaultName(name)) throw new RangeError(`There is no fault "${name}".`);
      if (on) faults.add(name);
      else faults.delete(name);
    },
    reset() {
      faults.clear();
      clock.restart();
      ledger.replace(seed());
    },
  };
}

function readControls(ledger: Ledger, faults: ReadonlySet<FaultName>): Controls {
  const now = ledger.now();
  return {
    now,
    projects: ledger.record.projects.map((project) => ({
      projectUuid: project.uuid,
      shortName: project.shortName,
      state: stateOf(project, now),
      scenario: project.scenario,
      scenarios: choicesOf(ledger, project),
    })),
    faults: Object.entries(faultTitles).map(([name, [title, short]]) => ({
      name,
      title,
      short,
      on: isFaultName(name) && faults.has(name),
    })),
  };
}
