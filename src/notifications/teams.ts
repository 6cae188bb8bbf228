import type { Words } from './words.ts';

/** The message that a Teams workflow (“when a webhook request is received”) takes: one adaptive card. */
export function teamsMessage({ headline, says, facts }: Words): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            line(headline, { weight: 'Bolder', size: 'Medium' }),
            line(says),
            ...facts.map(([name, value]) => line(`${name}: ${value}`, { isSubtle: true })),
          ],
        },
      },
    ],
  };
}

/** A run of text is shown as it is; a text block would read Markdown in it, links included. */
function line(text: string, look: object = {}): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...look }] };
}
