/** The parts that all payloads about a person's doing have in common. */
import type { Office } from '../office.ts';
import type { ResponseTarget } from '../workspace/tickets.ts';
import { appId, type Conversation, type Person, teamDomain } from '../workspace/workspace.ts';

export function interactionParts({ directory: { workspace } }: Office, person: Person): object {
  const teamId = person.teamId ?? workspace.team.id;
  return {
    team: { id: workspace.team.id, domain: teamDomain(workspace) },
    user: { id: person.id, username: person.name, name: person.name, team_id: teamId },
    api_app_id: appId,
    token: 'verification-token',
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function channelName(place: Conversation): string {
  if (place.kind === 'public') return place.name;
  return place.kind === 'private' ? 'privategroup' : 'directmessage';
}

export function responseUrl(office: Office, target: ResponseTarget): string {
  return `${office.url()}/response/${office.responseUrls.issue(target)}`;
}

/** What Slack's clients say when an interaction is not acknowledged. */
export const troubleConnecting = 'We had some trouble connecting. Try again?';
