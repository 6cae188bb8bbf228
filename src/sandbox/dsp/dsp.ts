import { dspSubmission } from '../archiver/archive.ts';
import { json, type Route, type ServiceAnswer } from '../http-service.ts';
import type { FaultName } from '../world/faults.ts';
import { uuidOf } from '../world/identity.ts';
import type { Ledger } from '../world/ledger.ts';
import { issueToken, isToken } from './tokens.ts';
import { tusRoutes } from './tus.ts';

export interface DspWorld {
  readonly ledger: Ledger;
  readonly user: string;
  readonly password: string;
  readonly faults: Set<FaultName>;
}

/** Every route of the DSP simulator, and of AAP, which gives tokens for it. */
export function dspRoutes(world: DspWorld): readonly Route[] {
  const { ledger, user, password, faults } = world;
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const accepts = (token: string): boolean =>
    !faults.delete('dsp-token-refused-once') && isToken(token, ledger.now());
  return [
    {
      method: 'GET',
      path: '/auth',
      answer: ({ headers }): ServiceAnswer =>
        headers.authorization === basic
          ? {
              status: 200,
              headers: { 'content-type': 'text/plain' },
              body: issueToken(user, ledger.now()),
            }
          : json(401, { status: 401, error: 'Unauthorized' }),
    },
    {
      method: 'GET',
      path: '/api/files/search/by-filename-and-submission',
      answer({ headers, query, base }) {
        if (!accepts(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '')) {
          return json(401, { error: 'Unauthorized' });
        }
        const dspUuid = query.get('submissionId') ?? '';
        const name = query.get('filename') ?? '';
        const found = ledger.record.archiving.uploads.find(
          (one) => one.dspUuid === dspUuid && one.name === name,
        );
        if (found === undefined) return { status: 404 };
        const href = `${base}/api/files/${uuidOf(`dsp file ${dspUuid} ${name}`)}`;
        return json(200, {
          filename: name,
          submissionId: dspUuid,
          totalSize: found.bytes,
          uploadedSize: found.bytes,
          status: 'READY_FOR_ARCHIVE',
          _links: { self: { href } },
        });
      },
    },
    {
      method: 'GET',
      path: '/api/submissions/:dsp',
      answer({ params, base }) {
        const one = dspSubmission(ledger, params['dsp'] ?? '');
        if (one === undefined) return { status: 404 };
        const href = `${base}/api/submissions/${one.dspUuid}`;
        return json(200, { submissionStatus: 'Draft', _links: { self: { href } } });
      },
    },
    ...tusRoutes({ ledger, accepts }),
  ];
}
