import { systemClock } from '../config/system.ts';
import { command } from './command.ts';
import { say } from './terminal.ts';

export const doctor = command({
  name: 'doctor',
  help: ['look at all that the bot depends on, and say what', 'to mend; with --json for programs'],
  options: { json: { type: 'boolean' } },
  async run({ json }) {
    const { examineInstallation, inLines } = await import('../doctor/doctor.ts');
    const checked = await examineInstallation(process.env, systemClock);
    say(json === true ? `${JSON.stringify(checked, null, 2)}\n` : inLines(checked));
    if (checked.some(({ mark }) => mark === 'fail')) process.exitCode = 1;
  },
});
