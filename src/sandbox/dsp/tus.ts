import { createHash, type Hash } from 'node:crypto';
import { dspSubmission } from '../archiver/archive.ts';
import type { Route, ServiceAnswer, ServiceRequest } from '../http-service.ts';
import { objectIdOf } from '../world/identity.ts';
import type { Ledger } from '../world/ledger.ts';

const tus = { 'tus-resumable': '1.0.0', 'cache-control': 'no-store' };

interface Upload {
  readonly dspUuid: string;
  readonly name: string;
  readonly length: number;
  offset: number;
  readonly hash: Hash;
}

/** Resumable uploads (tus 1.0.0, extension creation) into the file storage of DSP. What was uploaded half is lost with the process. */
export function tusRoutes({
  ledger,
  accepts,
}: {
  readonly ledger: Ledger;
  readonly accepts: (token: string) => boolean;
}): readonly Route[] {
  const uploads = new Map<string, Upload>();
  const answer = (
    status: number,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): ServiceAnswer => ({ status, headers: { ...tus, ...headers }, body });
  const versioned =
    (work: (request: ServiceRequest) => ServiceAnswer): Route['answer'] =>
    (request) =>
      request.headers['tus-resumable'] === '1.0.0'
        ? work(request)
        : answer(412, { 'tus-version': '1.0.0' });

  function create(request: ServiceRequest): ServiceAnswer {
    const metadata = metadataIn(String(request.headers['upload-metadata'] ?? ''));
    const length = Number(request.headers['upload-length'] ?? Number.NaN);
    const { jwtToken = '', submissionID: dspUuid = '', name = '' } = metadata;
    if (!Number.isInteger(length) || length < 0 || name === '') return answer(400);
    if (!accepts(jwtToken)) return answer(401, {}, 'The token is not valid.');
    const one = dspSubmission(ledger, dspUuid);
    if (one === undefined) return answer(404, {}, 'There is no such submission.');
    const project = ledger.submissionBy({ uuid: one.submissionUuid })?.project;
    const { refused } = ledger.record.archiving;
    if (project?.scenario === 'archiving-mixed' && isUnlucky(name) && !refused.includes(name)) {
      refused.push(name);
      ledger.touch();
      return answer(400, {}, 'The file storage does not take this file now.');
    }
    const id = objectIdOf(`tus ${dspUuid} ${name} ${uploads.size}`);
    const upload = { dspUuid, name, length, offset: 0, hash: createHash('sha256') };
    uploads.set(id, upload);
    if (length === 0) finish(upload);
    return answer(201, { location: `${request.base}/files/${id}` });
  }

  function append(request: ServiceRequest, upload: Upload): ServiceAnswer {
    if (request.headers['content-type'] !== 'application/offset+octet-stream') return answer(415);
    if (Number(request.headers['upload-offset'] ?? Number.NaN) !== upload.offset) {
      return answer(409, { 'upload-offset': String(upload.offset) });
    }
    if (upload.offset + request.bytes.length > upload.length) return answer(413);
    upload.hash.update(request.bytes);
    upload.offset += request.bytes.length;
    if (upload.offset === upload.length && request.bytes.length > 0) finish(upload);
    return answer(204, { 'upload-offset': String(upload.offset) });
  }

  function finish({ dspUuid, name, length: bytes, hash }: Upload): void {
    const { archiving } = ledger.record;
    archiving.uploads = archiving.uploads.filter(
      (one) => one.dspUuid !== dspUuid || one.name !== name,
    );
    archiving.uploads.push({ dspUuid, name, bytes, sha256: hash.digest('hex'), at: ledger.now() });
    ledger.touch();
  }

  const known = (work: (request: ServiceRequest, upload: Upload) => ServiceAnswer) =>
    versioned((request) => {
      const upload = uploads.get(request.params['id'] ?? '');
      return upload === undefined ? answer(404) : work(request, upload);
    });
  return [
    {
      method: 'OPTIONS',
      path: '/files',
      answer: () => answer(204, { 'tus-version': '1.0.0', 'tus-extension': 'creation' }),
    },
    { method: 'POST', path: '/files', answer: versioned(create) },
    {
      method: 'HEAD',
      path: '/files/:id',
      answer: known((_, { offset, length }) =>
        answer(200, { 'upload-offset': String(offset), 'upload-length': String(length) }),
      ),
    },
    { method: 'PATCH', path: '/files/:id', answer: known(append) },
  ];
}

/** Named by a whole UUID: the one of the first data coordination platform. */
function isUnlucky(name: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}\.bam$/.test(name);
}

/** `name <base64>,submissionID <base64>` */
function metadataIn(header: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    header.split(',').map((pair) => {
      const [key = '', value = ''] = pair.trim().split(' ');
      return [key, Buffer.from(value, 'base64').toString('utf8')];
    }),
  );
}
