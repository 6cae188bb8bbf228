/** What the mover of push buckets needs people for. */
export type MoverAlert =
  /** Objects that it does not try again by itself, for one and the same reason. */
  | {
      readonly kind: 'quarantined';
      readonly dataset: string;
      readonly why: string;
      readonly objects: number;
      readonly firstKey: string;
    }
  /** Notifications of the store that nobody understood. */
  | { readonly kind: 'messages set aside'; readonly messages: number; readonly why: string };
