import { z } from 'zod';

const slackId = (letters: string, example: string) =>
  z.string().regex(new RegExp(`^[${letters}][A-Z0-9]{8,}$`), `a Slack id such as ${example}`);

export const channelId = slackId('CG', 'C012AB3CD4E');
export const groupId = slackId('S', 'S012AB3CD4E');
export const personId = slackId('UW', 'U012AB3CD4E');
