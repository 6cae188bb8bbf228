import type { ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { FaultName } from '../world/faults.ts';
import type { Ledger } from '../world/ledger.ts';

export interface ArchiverWorld {
  readonly ledger: Ledger;
  readonly apiKey: string;
  readonly faults: Set<FaultName>;
  readonly dspUrl: string;
  readonly ingestUrl: string;
}

/** What Flask sends where the code behind it failed: an unknown id, above all. */
export const serverError: ServiceAnswer = {
  status: 500,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error and was unable to complete your request.</p>\n',
};

export function bodyOf(request: ServiceRequest): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    return undefined;
  }
}
