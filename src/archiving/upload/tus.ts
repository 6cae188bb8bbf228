import { createReadStream, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { DetailedError, Upload } from 'tus-js-client';
import { z } from 'zod';
import { checkAddress } from '../../domain/address.ts';
import { ArchiveFailure } from '../failure.ts';
import { readRecord } from '../kept.ts';
import type { Patience } from '../patience.ts';
import type { Finished } from './destination.ts';

const CHUNK = 2_000_000; // bytes, as the file archiver has it

/** Our token is not accepted. */
export class Refused extends ArchiveFailure {
  constructor(status: number) {
    super('upload', `DSP does not let the bot upload (${status}).`);
  }
}

/** Where an upload was begun. The library’s own notes would hold the token, too. */
const begun = z.object({ sha256: z.string(), url: z.string() });

/**
 * Uploads a file by tus 1.0, from where an earlier attempt was left.
 * @throws {ArchiveFailure} `upload`; {Refused} where the token is not accepted.
 */
export async function sendOverTus(
  file: Finished,
  to: { readonly endpoint: string; readonly metadata: { readonly [key: string]: string } },
  ports: {
    readonly signal: AbortSignal;
    readonly patience: Patience;
    readonly progress: (bytes: number) => void;
  },
): Promise<void> {
  const { name, path, sha256, bytes } = file;
  const { signal, patience, progress } = ports;
  const note = `${path}.upload.json`;
  const earlier = await readRecord(note, begun);
  const content = createReadStream(path); // the library reads piece by piece from its path
  const silent = new AbortController();
  const stop = AbortSignal.any([signal, silent.signal]);
  let furthest = -1;
  const alarm = setTimeout(() => silent.abort(), patience.silence);
  try {
    await new Promise<void>((resolve, reject) => {
      const upload = new Upload(content, {
        endpoint: to.endpoint,
        uploadUrl: earlier?.sha256 === sha256 ? earlier.url : null,
        metadata: { ...to.metadata },
        chunkSize: CHUNK,
        uploadSize: bytes,
        retryDelays: [...patience.delays],
        storeFingerprintForResuming: false,
        onUploadUrlAvailable() {
          const url = upload.url ?? '';
          checkAddress('DSP', url);
          // At once: what is sent before it is noted would be sent again.
          writeFileSync(note, JSON.stringify({ sha256, url }), { mode: 0o600 });
        },
        onProgress(sent) {
          if (sent <= furthest) return; // a server that takes nothing is as good as silent
          furthest = sent;
          alarm.refresh();
          progress(sent);
        },
        onSuccess: () => resolve(),
        onError: (error) => reject(inWords(name, error)),
      });
      stop.addEventListener(
        'abort',
        () => void upload.abort().then(() => reject(inWords(name, new Error('silence')))),
        { once: true },
      );
      if (signal.aborted) return reject(signal.reason);
      upload.start();
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(alarm);
    content.destroy();
  }
  await rm(note, { force: true });
}

/** The library’s own words hold addresses and answers. */
function inWords(name: string, cause: Error): ArchiveFailure {
  const status =
    cause instanceof DetailedError ? (cause.originalResponse?.getStatus() ?? 0) : undefined;
  if (status === 401 || status === 403) return new Refused(status);
  const why = status === undefined || status === 0 ? 'it does not answer' : `it answered ${status}`;
  const final = status !== undefined && status >= 400 && status < 500;
  const passing = !final || [409, 423, 429].includes(status ?? 0);
  return new ArchiveFailure('upload', `DSP did not take ${name}: ${why}.`, { cause, passing });
}
