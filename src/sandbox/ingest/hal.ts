import { json, type ServiceAnswer, type ServiceRequest } from '../http-service.ts';

const halType = 'application/hal+json;charset=UTF-8';
const defaultSize = 20;
const largestSize = 100;

export function hal(status: number, body: unknown): ServiceAnswer {
  return json(status, body, halType);
}

export const notFound: ServiceAnswer = { status: 404 };
export const unauthorized: ServiceAnswer = { status: 401 };

/** Core's error body. `url` is the address that was asked. */
export function failure(
  request: ServiceRequest,
  status: number,
  exceptionMessage: string,
): ServiceAnswer {
  return json(status, { url: `${request.base}${request.path}`, exceptionMessage });
}

/**
 * A HAL page. `slices: false` is core's `/projects/{oid}/submissionEnvelopes`, which gives
 * everything on every page. An empty page omits `_embedded`.
 */
export function page<T>(
  request: ServiceRequest,
  rel: string,
  items: readonly T[],
  resource: (item: T) => unknown,
  options: { readonly slices?: boolean } = {},
): ServiceAnswer {
  const size = Math.min(Math.max(wholeNumber(request, 'size', defaultSize), 1), largestSize);
  const number = wholeNumber(request, 'page', 0);
  const totalPages = Math.ceil(items.length / size);
  const slice = options.slices === false ? items : items.slice(number * size, (number + 1) * size);
  const link = (target: number) => {
    const query = new URLSearchParams(request.query);
    query.set('page', String(target));
    query.set('size', String(size));
    return { href: `${request.base}${request.path}?${query}` };
  };
  const asked = request.query.size > 0 ? `?${request.query}` : '';
  return hal(200, {
    ...(slice.length > 0 ? { _embedded: { [rel]: slice.map(resource) } } : {}),
    _links: {
      ...(totalPages > 1 ? { first: link(0), last: link(totalPages - 1) } : {}),
      ...(number > 0 ? { prev: link(number - 1) } : {}),
      self: { href: `${request.base}${request.path}${asked}` },
      ...(number + 1 < totalPages ? { next: link(number + 1) } : {}),
    },
    page: { size, totalElements: items.length, totalPages, number },
  });
}

function wholeNumber(request: ServiceRequest, name: string, otherwise: number): number {
  const value = Number(request.query.get(name) ?? otherwise);
  return Number.isInteger(value) && value >= 0 ? value : otherwise;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** A Java instant as core writes it. */
export function instant(time: number): string {
  return new Date(time).toISOString();
}
