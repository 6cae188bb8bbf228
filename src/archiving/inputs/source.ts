import { Readable } from 'node:stream';
import { checkAddress } from '../../domain/address.ts';
import { createS3Store } from '../../objects/s3/s3-store.ts';
import { OutsideError } from '../../operations/ports.ts';
import { ArchiveFailure } from '../failure.ts';
import type { ArchiveFileJob, Keys } from '../job.ts';

/** An input where it lies. */
export interface Source {
  /** `version` changes with the content. Undefined where there is nothing. */
  facts(): Promise<{ readonly bytes: number; readonly version: string } | undefined>;
  /** From this byte to the end; fails rather than end early. */
  read(from: number): Promise<AsyncIterable<Uint8Array>>;
}

export interface SourceNeeds {
  readonly service: ArchiveFileJob['source'];
  readonly keys: Keys | undefined;
  readonly signal: AbortSignal;
  readonly silence: number; // milliseconds
}

/** @throws {ArchiveFailure} `input`, passing where the service is silent. */
export function openSource(url: string, name: string, needs: SourceNeeds): Source {
  const source = url.startsWith('s3:') ? inBucket(url, name, needs) : onTheWeb(url, name, needs);
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      needs.signal.throwIfAborted();
      if (cause instanceof ArchiveFailure) throw cause;
      const passing = !(cause instanceof OutsideError) || cause.outcome === 'retry';
      const why = cause instanceof OutsideError ? ` ${cause.message}` : '';
      throw new ArchiveFailure('input', `${name} could not be fetched.${why}`, { cause, passing });
    }
  };
  return {
    facts: () => told(() => source.facts()),
    async read(from) {
      const content = await told(() => source.read(from));
      return (async function* () {
        const pieces = content[Symbol.asyncIterator]();
        try {
          for (;;) {
            const next = await told(() => pieces.next());
            if (next.done === true) return;
            yield next.value;
          }
        } finally {
          await pieces.return?.();
        }
      })();
    },
  };
}

function inBucket(url: string, name: string, { service, keys }: SourceNeeds): Source {
  if (keys === undefined)
    throw new ArchiveFailure('input', 'The keys of the upload area are missing.');
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  const system = 'The upload area';
  const noIds = { id: () => fail('Nothing is written into the upload area.') };
  const place = { system, bucket, ...service, ...keys, checksums: 'when required' } as const;
  const store = createS3Store({ ...place, random: noIds });
  return {
    async facts() {
      const found = await store.head(key);
      return found && { bytes: found.bytes, version: found.etag };
    },
    async read(from) {
      const content = await store.read(key, { from });
      return content ?? fail(`${name} has gone.`);
    },
  };
}

function onTheWeb(url: string, name: string, { signal, silence }: SourceNeeds): Source {
  checkAddress(`The address of ${name}`, url);
  const ask = (method: string, headers: Record<string, string> = {}) =>
    fetch(url, {
      method,
      headers: { 'accept-encoding': 'identity', ...headers },
      redirect: 'error',
      signal: AbortSignal.any([
        signal,
        ...(method === 'HEAD' ? [AbortSignal.timeout(silence)] : []),
      ]),
    });
  return {
    async facts() {
      const { status, headers, ok } = await ask('HEAD');
      if (status === 404 || status === 410) return undefined;
      if (!ok) throw refusedBy(status, name);
      const version = headers.get('etag') ?? headers.get('last-modified') ?? '';
      return { bytes: Number(headers.get('content-length')), version };
    },
    async read(from) {
      const answer = await ask('GET', from === 0 ? {} : { range: `bytes=${from}-` });
      if (answer.status !== (from === 0 ? 200 : 206) || answer.body === null)
        throw refusedBy(answer.status, name);
      return Readable.fromWeb(answer.body);
    },
  };
}

function refusedBy(status: number, name: string): ArchiveFailure {
  const passing = status >= 500 || status === 429 || status === 408;
  return new ArchiveFailure('input', `${name} could not be fetched (${status}).`, { passing });
}

function fail(says: string): never {
  throw new ArchiveFailure('input', says);
}
