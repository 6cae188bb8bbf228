import type { ServiceAnswer, ServiceRequest } from '../http-service.ts';
import { contentOf, etagOf, type StoredObject, versionOf } from './stored-object.ts';
import { xmlError } from './xml.ts';

const mostMadeUp = 1024 * 1024;

export function headAnswer(object: StoredObject | undefined): ServiceAnswer {
  if (object === undefined) return { status: 404 };
  return { status: 200, headers: { ...headersOf(object), 'content-length': String(object.size) } };
}

/** GetObject, whole or one range. */
export function readAnswer(
  object: StoredObject | undefined,
  { headers }: ServiceRequest,
): ServiceAnswer {
  if (object === undefined) {
    return xmlError(404, 'NoSuchKey', 'The specified key does not exist.');
  }
  const range = rangeOf(headers.range, object.size);
  if (range === 'outside') {
    return xmlError(416, 'InvalidRange', 'The requested range is not satisfiable');
  }
  const { from, to } = range ?? { from: 0, to: object.size - 1 };
  if (object.body === undefined && to - from >= mostMadeUp) {
    return xmlError(501, 'NotImplemented', 'Of a data file, a range of 1 MiB can be read here.');
  }
  const body = contentOf(object, from, to);
  if (range === undefined) return { status: 200, headers: headersOf(object), body };
  const part = { 'content-range': `bytes ${from}-${to}/${object.size}` };
  return { status: 206, headers: { ...headersOf(object), ...part }, body };
}

function rangeOf(header: string | undefined, size: number) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || `${first}${last}` === '') return undefined;
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return from > to ? 'outside' : { from, to };
}

function headersOf(object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata ?? {});
  return {
    'content-type': object.type ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: etagOf(object),
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'x-amz-version-id': versionOf(object),
    ...Object.fromEntries(metadata.map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
}
