import type { App } from '@slack/bolt';
import { ROLES, type Role } from '../domain/role.ts';
import { neededRoles } from '../runbooks/duties.ts';
import { answerAt } from './connection/response-urls.ts';
import { admit } from './interaction/admission.ts';
import { buttonValue } from './interaction/button-value.ts';
import type { Needs } from './needs.ts';
import { nearestWord } from './subcommands.ts';
import { paragraph, type Rendered } from './views/blocks.ts';
import { OPS, opsHelpView, SUBJECT_NAMES, unknownSubjectView } from './views/ops/help.ts';
import { rulesView } from './views/ops/rules.ts';
import { type RoleNow, whoView } from './views/ops/who.ts';
import { escaped, fromSlack } from './views/text.ts';

/** `/ops`: who is who, and what is in force. Reads only; for every full member of the workspace. */
export function registerOps(app: App, needs: Needs): void {
  for (const role of new Set(needs.runbooks.flatMap(neededRoles))) {
    if (isEmpty(needs.roles[role]))
      needs.log.warn('a role that the procedure needs has nobody', { role });
  }
  app.command(OPS.command, async ({ ack, command }) => {
    const words = fromSlack(command.text).trim();
    const admitted = await admitMember(needs, {
      key: `command:${command.trigger_id}`,
      person: command.user_id,
      team: command.team_id,
      attempted: `${OPS.command} ${words}`.trim(),
    });
    await ack(); // Slack may take its time to say who is in the groups
    const answer = admitted.ok
      ? await answerOps(needs, words)
      : paragraph(escaped(admitted.why, 500));
    await answerAt(command.response_url, answer);
  });
}

/** Nobody could be told: the dataset would wait for them for ever. */
function isEmpty({ userGroup, members, channel }: Needs['roles'][Role]): boolean {
  return userGroup === undefined && members.length === 0 && channel === undefined;
}

/** Roles are not asked for: this is the place to see that they cannot be read. */
export function admitMember(
  { people, operations }: Needs,
  request: Parameters<typeof admit>[1],
): ReturnType<typeof admit> {
  return admit({ operations, people: { actor: people.member } }, request);
}

export async function answerOps(needs: Needs, words: string): Promise<Rendered> {
  const { operations, runbooks, roles, workingHours, clock } = needs;
  const word = words.toLowerCase();
  const subject = word === '' ? 'help' : SUBJECT_NAMES.find((name) => name === word);
  switch (subject) {
    case 'who':
      return whoView(clock.now(), await rolesNow(needs), roles);
    case 'roles':
      return rulesView(runbooks, operations.report.policy, roles, workingHours);
    case 'help':
      return opsHelpView();
    case undefined: {
      const name = nearestWord(word, SUBJECT_NAMES);
      const meant = name && { name, value: buttonValue({ s: name }) };
      return unknownSubjectView(words, meant);
    }
  }
}

function rolesNow(needs: Needs): Promise<readonly RoleNow[]> {
  const { people, roles, workingHours, operations, clock } = needs;
  const { calendar } = operations.report.policy;
  return Promise.all(
    ROLES.map(async (role) => ({
      role,
      ...(await people.holders(role)),
      ...(roles[role].workingHours === undefined && workingHours === undefined
        ? {}
        : { worksFrom: calendar.workingFrom(role, clock.now()) }),
    })),
  );
}
