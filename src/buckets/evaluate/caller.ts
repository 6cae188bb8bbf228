import type { Statement } from '../policy/document.ts';

/** Whoever asks: somebody with an identity of AWS, or nobody in particular. */
export type Caller = Identity | 'anonymous';

export interface Identity {
  /** `arn:aws:iam::111122223333:role/x`; for a session, of the role it has taken on. */
  readonly arn: string;
  readonly account: string;
  /** `arn:aws:sts::111122223333:assumed-role/x/anna`, where the session is known. */
  readonly session?: string;
}

const IDENTITY = /^arn:aws[a-z-]*:iam::([^:]*):(root|user\/.+|role\/.+)$/;

/** @throws {Error} for what is no user, role or root of an account. */
export function identityOf(arn: string): Identity {
  const account = IDENTITY.exec(arn)?.[1];
  if (account === undefined) throw new Error(`${arn} is nobody who could ask for something.`);
  return { arn, account };
}

export const isRoot = ({ arn }: Identity): boolean => arn.endsWith(':root');

/**
 * How a statement means its caller: not at all, as anybody, by the account, or as such. An account that is named hands
 * the decision to its own policies; a caller who is named has it already.
 */
export type Meant = 'not' | 'anyone' | 'the account' | 'the caller';

export function meant({ Effect, Principal, NotPrincipal }: Statement, caller: Caller): Meant {
  if (NotPrincipal !== undefined)
    return excepted(NotPrincipal.AWS ?? [], caller, Effect) ? 'not' : 'anyone';
  // A policy of an identity names nobody: it is about whoever it belongs to.
  if (Principal === undefined) return 'the caller';
  const named = Principal.AWS ?? [];
  if (caller !== 'anonymous') {
    if (named.some((one) => one === caller.arn || one === caller.session)) return 'the caller';
    if (!named.includes('*') && named.some((one) => isAccount(one, caller.account)))
      return isRoot(caller) ? 'the caller' : 'the account';
  }
  return named.includes('*') ? 'anyone' : 'not';
}

/**
 * From a denial AWS excepts a caller for certain only where all that it is known by is listed: the account, the role,
 * the session. With less it may go either way, so the denial is believed.
 */
function excepted(named: readonly string[], caller: Caller, effect: Statement['Effect']): boolean {
  if (named.includes('*')) return true;
  if (caller === 'anonymous') return false;
  const known = [caller.arn, caller.session].filter((one) => one !== undefined);
  const account = named.some((one) => isAccount(one, caller.account));
  return effect === 'Allow'
    ? account || known.some((one) => named.includes(one))
    : account && known.every((one) => named.includes(one));
}

function isAccount(named: string, account: string): boolean {
  if (named === account) return true;
  if (!named.endsWith(':root')) return false; // a policy may name hundreds: most are told apart by this
  return /^arn:aws[a-z-]*:iam::([^:]*):root$/.exec(named)?.[1] === account;
}
