import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { CERTIFICATE, KEY } from './certificate.ts';

export const PASSWORD = 'correct horse battery';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly text: string;
}

/** Real mail servers on this machine, whose certificate is trusted for as long; user `handoff`. */
export interface MailBox extends AsyncDisposable {
  readonly received: readonly Received[];
  /** Answers its port. */
  listen(options?: SMTPServerOptions): Promise<number>;
}

export function aMailBox(): MailBox {
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, CERTIFICATE]);
  const received: Received[] = [];
  const servers: SMTPServer[] = [];
  return {
    received,
    async listen(options = {}) {
      const server = new SMTPServer({
        key: KEY,
        cert: CERTIFICATE,
        onAuth({ username, password }, _session, done) {
          if (username === 'handoff' && password === PASSWORD)
            return done(null, { user: username });
          return done(new Error('535 Authentication failed'));
        },
        onRcptTo({ address }, _session, done) {
          if (!address.startsWith('nobody@')) return done();
          return done(Object.assign(new Error('550 No such mailbox'), { responseCode: 550 }));
        },
        onData(stream, { envelope, secure }, done) {
          text(stream).then((content) => {
            const from = envelope.mailFrom === false ? '' : (envelope.mailFrom?.address ?? '');
            const to = envelope.rcptTo.map(({ address }) => address);
            received.push({ from, to, secure, text: content });
            done();
          }, done);
        },
        ...options,
      });
      server.on('error', () => undefined); // a client that leaves is what some tests are about
      servers.push(server);
      const inner = server.listen(0, '127.0.0.1');
      await once(inner, 'listening');
      return (inner.address() as AddressInfo).port; // listening on a port, so it is no pipe
    },
    async [Symbol.asyncDispose]() {
      setDefaultCACertificates(trusted);
      for (const server of servers) await new Promise<void>((done) => server.close(done));
    },
  };
}
