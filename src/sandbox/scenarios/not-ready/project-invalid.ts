import type { Scenario } from '../scenario.ts';

export const projectInvalid: Scenario = {
  key: 'project-invalid',
  title: 'Not ready: the project itself is invalid',
  readiness: {
    state: 'Graph valid',
    projectInvalid: true,
    problems: ['project: project_core.project_description is required'],
  },
  timeline: {},
};
