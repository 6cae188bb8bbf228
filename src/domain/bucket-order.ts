import type { BucketRequest, BucketReview, ElsewhereWish } from './bucket-request.ts';
import type { Actor } from './role.ts';

/** A dataset by what tells it from all others. */
export interface Named {
  readonly kind: 'push' | 'pull';
  readonly name: string;
}

/** A new dataset as people fill it in; nothing of it is checked. */
export interface Draft {
  readonly kind: 'push' | 'pull';
  readonly name: string;
  readonly target: string; // push
  readonly readers: readonly string[]; // pull
  readonly users: readonly string[];
  readonly paperwork: string;
  readonly until: string; // 2027-03-31
  readonly keepFiles: boolean;
  readonly allowPush: boolean;
  readonly bucketVersioning: boolean;
}

export type DraftField = 'name' | 'target' | 'readers' | 'users' | 'paperwork' | 'until';
/** The rule and what to write instead, at the field that it is about. */
export type DraftFaults = Readonly<Partial<Record<DraftField, string>>>;

/** One line that changes a dataset. */
export type Edit =
  | { readonly verb: 'add-user' | 'remove-user'; readonly user: string }
  | { readonly verb: 'rotate-arn'; readonly from?: string | undefined; readonly to: string }
  | { readonly verb: 'renew'; readonly until: string; readonly reference?: string | undefined }
  | {
      /** All of it but its name, users and paperwork, as the dialog has it; absent stays as it is. */
      readonly verb: 'change';
      readonly target?: string | undefined; // push
      readonly keepFiles?: boolean | undefined; // push
      readonly readers?: readonly string[] | undefined; // pull
      readonly allowPush?: boolean | undefined; // pull
      readonly bucketVersioning?: boolean | undefined; // pull
    }
  | { readonly verb: 'remove' };

export type ElsewhereFacts = Omit<ElsewhereWish, 'what'>;

/** What was decided about: a request, in the round that was shown. */
export interface About {
  readonly id: number;
  readonly round: number;
}

/** What somebody wants done about buckets in the chat, kept until it is done and they are answered. */
export interface BucketOrder {
  readonly key: string; // the same dialog, command or press has the same
  readonly actor: Extract<Actor, { kind: 'person' }>; // with what they might do then
  readonly channel: string;
  readonly wanted:
    | { readonly what: 'ask'; readonly draft: Draft }
    | { readonly what: 'mend'; readonly about: About; readonly draft: Draft }
    | { readonly what: 'change'; readonly name: string; readonly edit: Edit }
    | { readonly what: 'put up'; readonly name: string }
    | { readonly what: 'elsewhere'; readonly facts: ElsewhereFacts }
    | { readonly what: 'approve'; readonly about: About; readonly hash: string }
    | { readonly what: 'withdraw'; readonly about: About };
}

/** What became of a wish. */
export type Asked =
  | { readonly ok: true; readonly request: BucketRequest; readonly review?: BucketReview }
  | { readonly ok: false; readonly why: 'faults'; readonly faults: DraftFaults }
  | {
      readonly ok: false;
      readonly why: 'under way';
      readonly request: BucketRequest;
      /** By whoever is told of it: it waits, and they asked for it, or the dataset is theirs. */
      readonly mayWithdraw: boolean;
    }
  | { readonly ok: false; readonly why: 'refused'; readonly says: string };

/** What became of a word about a request. */
export type Decided =
  | { readonly ok: true; readonly request: BucketRequest; readonly more: number } // words that are still needed
  | {
      readonly ok: false;
      readonly why:
        | 'unknown'
        | 'not your role'
        | 'own request'
        | 'people only'
        | 'twice'
        | 'not now'
        | 'changed';
      readonly request?: BucketRequest | undefined;
    }
  | { readonly ok: false; readonly why: 'obstacle'; readonly says: string };

export type BucketAnswer =
  | { readonly to: 'a wish'; readonly asked: Asked }
  | { readonly to: 'a withdrawal'; readonly request: BucketRequest }
  | { readonly to: 'a word'; readonly refused: Extract<Decided, { ok: false }> };
