import type { FaultCode } from './fault.ts';

/** A fault whose line is not known yet. */
export interface Complaint {
  readonly code: FaultCode;
  readonly says: string;
  readonly suggestion?: string;
}

/** One sentence or two, without the last full stop; the suggestion is said, too. */
export function complain(code: FaultCode, says: string, suggestion?: string): Complaint {
  if (suggestion === undefined || suggestion === '') return { code, says: `${says}.` };
  return { code, says: `${says}${leadTo(says)} \`${suggestion}\`.`, suggestion };
}

function leadTo(says: string): string {
  if (/ (write|mean)$/.test(says)) return '';
  if (/: write [^:,]*$/.test(says)) return ',';
  return says.includes(': ') ? '. Perhaps' : ':';
}
