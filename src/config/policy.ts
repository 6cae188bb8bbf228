import type { Policy } from '../domain/policy.ts';
import { createCalendar } from './calendar.ts';
import type { Config } from './config.ts';

/** What the configuration changes about the course of a runbook. */
export function policyOf(config: Config): Policy {
  const { deadlines, stillness, ladders, approvals } = config;
  return {
    webForm: config.importForm !== undefined,
    deadlines,
    stillness,
    ladders,
    approvals,
    calendar: createCalendar(config),
  };
}
