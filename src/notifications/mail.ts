import { createTransport } from 'nodemailer';
import { seconds } from '../domain/duration.ts';
import { OutsideError } from '../operations/ports.ts';
import type { Words } from './words.ts';

/** The server that takes our mail. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `starttls` and `tls` send nothing before the line is encrypted; `none` is for a server on the same machine. */
  readonly security: 'starttls' | 'tls' | 'none';
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string; // Handoff <handoff@example.org>
}

export interface Mail {
  /** `id` makes a repetition the same message. Rejects with OutsideError. */
  send(to: string, words: Words, id: string): Promise<void>;
  /** Logs in and sends nothing. */
  check(): Promise<void>;
}

const SYSTEM = 'The mail server';

export function createMail(server: MailServer): Mail {
  const { host, port, security, user, password, from } = server;
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: seconds(10),
    greetingTimeout: seconds(10),
    socketTimeout: seconds(30),
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  async function outside<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new OutsideError(SYSTEM, outcomeOf(cause), `It says: ${sentence(cause)}`, { cause });
    }
  }

  return {
    async send(to, { headline, says, facts }, id) {
      const lines = facts.map(([name, value]) => `${name}: ${value}`);
      await outside(() =>
        transport.sendMail({
          from,
          // As an object: text would be read as a list of addresses.
          to: { name: '', address: to },
          subject: headline,
          text: `${says}\n\n${lines.join('\n')}\n`,
          messageId: `<${id}@${from.replace(/^.*@|>.*$/g, '')}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        }),
      );
    },
    async check() {
      await outside(() => transport.verify());
    },
  };
}

/** A mailbox that is refused stays refused; a login or a line that fails is for the operator to mend. */
function outcomeOf(cause: unknown): 'retry' | 'refused' {
  if (!(cause instanceof Error)) return 'retry';
  const code = 'code' in cause ? cause.code : undefined;
  const status = 'responseCode' in cause ? Number(cause.responseCode) : 0;
  return ['EENVELOPE', 'EMESSAGE'].includes(String(code)) && status >= 500 ? 'refused' : 'retry';
}

function sentence(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
