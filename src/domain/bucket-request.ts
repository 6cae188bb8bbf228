import type { FileNews } from './bucket-file.ts';

/** A request for a bucket, as it is kept and shown. What is granted stands in files; this is who asked and decided. */
export interface BucketRequest {
  readonly id: number;
  readonly wanted: BucketWish;
  readonly by: string; // as the journal names them
  readonly channel: string; // where it was asked for
  readonly status: BucketStatus;
  readonly round: number; // from 1; what is mended after a return is another round
  /** Of this round, oldest first. */
  readonly decisions: readonly BucketDecision[];
  /** What ends a dataset is not done before. */
  readonly dueAt?: Date | undefined;
  /** Why an approved request is not applied yet. */
  readonly trouble?: string | undefined;
  /** As the journal names them; absent where it was not withdrawn. */
  readonly withdrawnBy?: string | undefined;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export type BucketStatus =
  | 'to be reviewed'
  | 'returned'
  | 'approved' // and being applied, or waiting for its day
  | 'applied'
  | 'withdrawn'
  | 'answered'; // somewhere else: people have arranged it

export type BucketWish = GrantWish | ElsewhereWish;

/** A file of the folder that is to be so from now on. */
export interface GrantWish {
  readonly what: 'grant';
  readonly kind: 'push' | 'pull';
  readonly name: string;
  readonly before: string | null; // what held when it was asked for; null where nothing did
  readonly after: string | null; // null ends the dataset
  /** How its file lay in the folder when it was asked for; null where there was none. Nothing else is written over. */
  readonly lay?: string | null | undefined;
  readonly deed: string; // `adds alpha_user_anna`
  /** Asked for by data engineering, or by whoever asked for the dataset: they may take access away by themselves. */
  readonly byOwner: boolean;
  /** What lies in its place, where a dataset begins or ends; absent where nobody could look. */
  readonly held?: Held | undefined;
  /** The user who is taken out, of whatever holds by then: that waits for no other request. */
  readonly takes?: string | undefined;
}

/** Another cloud: nothing of ours opens that, so people are told the facts. */
export interface ElsewhereWish {
  readonly what: 'elsewhere';
  readonly name: string;
  readonly platform: string;
  readonly facts: string;
}

export interface Held {
  readonly objects: number;
  readonly bytes: number;
  readonly more: boolean; // counting was ended there
}

export interface BucketDecision {
  readonly by: string;
  readonly verdict: 'approved' | 'returned' | 'answered';
  readonly hash: string; // of exactly what was shown; '' where nothing is approved
  readonly reason?: string | undefined;
  readonly at: Date;
}

/** What a reviewer is shown. All of it follows from the files, the request and the configuration. */
export interface BucketReview {
  readonly hash: string; // SHA-256: an approval names it
  /** Why somebody has to agree; empty where access is only taken away. */
  readonly reasons: readonly string[];
  readonly people: 0 | 1 | 2; // whose word it takes
  /** The file, line by line: `+ added`, `- taken out`, `  as it was`. */
  readonly edits: readonly string[];
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly access: readonly AccessRow[];
  /** Who could do something without TLS; usually nobody. */
  readonly unencrypted: readonly string[];
  /** The policies that would be there, by the path that a plan gives them. */
  readonly policies: readonly { readonly path: string; readonly text: string }[];
  /** What is worth knowing of the file, and stops nothing. */
  readonly remarks: readonly string[];
  /** Files that are not what holds; nothing of them is applied. */
  readonly news: readonly FileNews[];
}

/** Somebody at a place, and what they can do there over TLS. */
export interface AccessRow {
  readonly who: string;
  readonly role: string; // `user`, `reader`, `anyone`: whom it is like
  readonly path: string;
  readonly list: boolean;
  readonly read: boolean;
  readonly write: boolean;
  readonly delete: boolean;
}

/** How a dataset is used once it is there. */
export interface BucketUsage {
  readonly path: string; // s3://mojap-hub-exports/new_project/
  readonly bucket: string;
  readonly users: readonly string[];
  /** For who reads, where others fetch the data. */
  readonly readers: readonly string[];
  readonly command: string;
  /** For those who read, where others fetch the data. */
  readonly fetch?: string | undefined;
  readonly target?: TargetGrant | undefined;
  /** Whether a file can be tried from here. */
  readonly testable: boolean;
}

/** What the owner of a target adds to its policy, so that data can be delivered. */
export interface TargetGrant {
  readonly bucket: string;
  readonly statements: string; // JSON
  /** What stands there for whoever delivers, where nobody has said who that is: the real ARN is to be put in its place. */
  readonly standIn?: string | undefined;
}

/** The request’s one card. */
export interface BucketCard {
  readonly request: BucketRequest;
  /** Absent for what is somewhere else, and once it is over. */
  readonly review?: BucketReview | undefined;
}

/** What whoever asked is told. */
export type BucketNews =
  | { readonly about: 'returned' | 'answered' | 'withdrawn'; readonly request: BucketRequest }
  | { readonly about: 'applied'; readonly request: BucketRequest; readonly usage?: BucketUsage }
  /** Nobody had to agree, and it could not be done: `trouble` says why. */
  | { readonly about: 'not done'; readonly request: BucketRequest }
  | { readonly about: 'ends'; readonly request: BucketRequest };
export type BucketNewsKind = BucketNews['about'];
