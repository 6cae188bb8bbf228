import { execFile } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOf, type Somebody } from './as-somebody.ts';

const openssl = promisify(execFile);

/** Paths of PEM files: of a server that proves who it is, and of the authority that says so. */
export interface Proof {
  readonly certificate: string;
  readonly key: string; // for whoever runs the server alone
  readonly ca: string;
  remove(): void;
}

/** An authority of one’s own, and what it says of the server of that name. */
export async function ownAuthority(as: Somebody, name: string): Promise<Proof> {
  const folder = folderOf(as, 'handoff-authority-');
  const at = (name: string): string => join(folder.path, name);
  const make = (...words: readonly string[]) =>
    openssl('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-nodes',
      '-days',
      '2',
      ...CURVE,
      ...words,
    ]);
  await make('-subj', '/CN=Own authority', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-subj', '/CN=database'];
  const says = ['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=CA:FALSE'];
  await make(...by, ...says, '-keyout', at('server.key'), '-out', at('server.pem'));
  const { uid, gid } = as;
  if (uid !== undefined && gid !== undefined) chownSync(at('server.key'), uid, gid);
  return {
    certificate: at('server.pem'),
    key: at('server.key'),
    ca: at('ca.pem'),
    remove: folder.remove,
  };
}

const CURVE = ['-pkeyopt', 'ec_paramgen_curve:P-256'];
