import type { Policy } from '../domain/policy.ts';
import { createCalendar } from './calendar.ts';
import type { Config } from './config.ts';

/** What the configuration changes about the course of a runbook. */
export function policyOf(config: Config): Policy {
  const { deadlines, stillness, ladders, archiving } = config;
  // What goes into the real archives for good takes two people.
  const approvals: Policy['approvals'] =
    archiving?.environment === 'prod'
      ? {
          ...config.approvals,
          'complete archiving': { ...config.approvals['complete archiving'], people: 2 },
        }
      : config.approvals;
  return {
    webForm: config.importForm !== undefined,
    deadlines,
    stillness,
    ladders,
    approvals,
    calendar: createCalendar(config),
  };
}
