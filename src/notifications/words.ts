import { fileSize } from '../domain/file-size.ts';
import { withoutUnseen } from '../domain/unseen.ts';
import type { Notification } from '../operations/ports.ts';

/** The same news for people, however it reaches them: a headline, a sentence, and facts by name. */
export interface Words {
  readonly headline: string;
  readonly says: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

const MOST = 300;

export function wordsOf(notification: Notification, timeZone: string): Words {
  const { about, job } = notification;
  const name = plain(job.name, 100);
  const until = job.expiresAt === undefined ? '' : moment(job.expiresAt, timeZone);
  const facts: [string, string][] = [
    ['Export', `${name} (${job.id})`],
    ['Files', filesOf(job.files)],
    ...(job.output === undefined
      ? []
      : [
          ['Size', fileSize(job.output.bytes)] satisfies [string, string],
          ['SHA-256', job.output.sha256] satisfies [string, string],
        ]),
    ...(about === 'failed' || until === ''
      ? []
      : [['Kept until', until] satisfies [string, string]]),
  ];
  return { ...sentence(), facts };

  /** The address answers to keys alone: it is of no use to people. */
  function where(): string {
    if (notification.card !== undefined) return `in Slack: ${notification.card}`;
    return /^[UW][A-Z0-9]+$/.test(job.party.name)
      ? `in Slack: \`/data-export status ${job.id}\` shows its card`
      : `with your key: ${notification.url}`;
  }

  function sentence(): Pick<Words, 'headline' | 'says'> {
    const why = job.message === undefined ? '' : ` ${plain(job.message, MOST)}`;
    switch (about) {
      case 'completed':
        return {
          headline: `Export “${name}” is ready`,
          says: `Download it ${where()}.${why}`,
        };
      case 'failed':
        return {
          headline: `Export “${name}” failed`,
          says: `No file of it could be exported.${why}`,
        };
      case 'expiring':
        return {
          headline: `Export “${name}” ends soon`,
          says: `Its files are removed after ${until}. Download them before, ${where()}.`,
        };
    }
  }
}

function filesOf({ total, failed }: Notification['job']['files']): string {
  return failed === 0 ? String(total) : `${total}, of which ${failed} failed`;
}

/** On one line, without marks that nobody sees: no header, link or line can be made of it. */
function plain(text: string, most: number): string {
  const line = withoutUnseen(text, 'one line');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

function moment(at: Date, timeZone: string): string {
  return at
    .toLocaleString('en-GB', {
      dateStyle: 'full',
      timeStyle: 'short',
      timeZone,
    })
    .concat(` (${timeZone})`);
}
