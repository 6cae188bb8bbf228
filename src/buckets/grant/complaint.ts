import type { FaultCode } from './fault.ts';

/** A fault whose line is not known yet. */
export interface Complaint {
  readonly code: FaultCode;
  readonly says: string;
  readonly suggestion?: string;
}

/** One sentence or two, without the last full stop; the suggestion is said, too. */
export function complain(code: FaultCode, says: string, suggestion?: string): Complaint {
  return suggestion === undefined || suggestion === ''
    ? { code, says: `${says}.` }
    : {
        code,
        says: `${says}${/ (write|mean)$/.test(says) ? '' : ':'} \`${suggestion}\`.`,
        suggestion,
      };
}
