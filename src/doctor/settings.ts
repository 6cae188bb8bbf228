import { type EnvironmentReading, SECRETS } from '../config/env.ts';
import type { Settings } from '../config/settings.ts';
import { type Check, fail, ok } from './check.ts';

export function settingsChecks(reading: EnvironmentReading, settings: Settings): readonly Check[] {
  return [
    {
      name: 'configuration',
      run: async () =>
        settings.ok
          ? ok(`${reading.values['HANDOFF_CONFIG']}, and the environment`)
          : fail('cannot be used; what needs it was not looked at', settings.says),
    },
    {
      name: 'secrets',
      async run() {
        const faults = SECRETS.flatMap((name) => reading.faults.get(name) ?? []);
        if (faults.length > 0) return fail('a file of a secret cannot be used', faults.join('\n'));
        const given = SECRETS.filter((name) => reading.values[name] !== undefined);
        const inFiles = given.filter((name) => reading.values[`${name}_FILE`] !== undefined);
        return ok(
          `${inFiles.length} from files that only the bot can read, ${given.length - inFiles.length} from the environment`,
        );
      },
    },
  ];
}
